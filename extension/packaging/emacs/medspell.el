;;; medspell.el --- British medical spelling for ispell and flyspell -*- lexical-binding: t -*-

;; Loads the dictionary pair that lies beside this file, through hunspell:
;;   (load "/path/to/medspell.el")  then  M-x ispell-change-dictionary RET en_GB-medical

;;; Code:

(require 'ispell)

(defvar medspell-folder (file-name-directory (or load-file-name buffer-file-name))
  "Where the dictionary pair lies.")

(setq ispell-program-name "hunspell"
      ispell-really-hunspell t)
(setenv "DICPATH" (let ((old (getenv "DICPATH")))
                    (if old (concat (directory-file-name medspell-folder) ":" old)
                      (directory-file-name medspell-folder))))
(add-to-list 'ispell-local-dictionary-alist
             '("en_GB-medical" "[[:alpha:]]" "[^[:alpha:]]" "['’0-9-]" t
               ("-d" "en_GB-medical") nil utf-8))
(add-to-list 'ispell-hunspell-dictionary-alist
             '("en_GB-medical" "[[:alpha:]]" "[^[:alpha:]]" "['’0-9-]" t
               ("-d" "en_GB-medical") nil utf-8))
(setq ispell-local-dictionary "en_GB-medical"
      ispell-dictionary "en_GB-medical")

(provide 'medspell)
;;; medspell.el ends here
