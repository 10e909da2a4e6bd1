#ifndef PROCESS_START_H
#define PROCESS_START_H

/// The number of words on the command line, the program's name among them; 0 where it is not known.
int dnn_wordCount(void);

/// One of them, from 0.
const char *dnn_word(int index);

#endif
