;; Prints the words of the file "words" that ispell rejects.
(with-temp-buffer
  (ispell-set-spellchecker-params)
  (ispell-accept-buffer-local-defs)
  (dolist (word (with-temp-buffer (insert-file-contents "words") (split-string (buffer-string))))
    (ispell-send-string "%\n")
    (ispell-send-string (concat "^" word "\n"))
    (while (progn (ispell-accept-output) (not (string= "" (car ispell-filter)))))
    (setq ispell-filter (cdr ispell-filter))
    (unless (eq t (ispell-parse-output (car ispell-filter)))
      (princ (concat word "\n")))
    (setq ispell-filter nil)))
