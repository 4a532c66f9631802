-- Copy medspell.affix and medspell.dict into $(pg_config --sharedir)/tsearch_data, then run this file
-- in the database. ts_lexize('medspell', word) gives the stems of a word, or NULL when it is unknown.
CREATE TEXT SEARCH DICTIONARY medspell (
    TEMPLATE = ispell, DictFile = medspell, AffFile = medspell, StopWords = english
);
CREATE TEXT SEARCH CONFIGURATION british_medical (COPY = english);
ALTER TEXT SEARCH CONFIGURATION british_medical
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part
    WITH medspell, english_stem;
