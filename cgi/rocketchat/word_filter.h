/*
 * word_filter: words that an app does not want to read, by its settings
 * Message_AllowBadWordsFilter and Message_BadWordsFilterList.
 */
#ifndef CGI_ROCKETCHAT_WORD_FILTER_H
#define CGI_ROCKETCHAT_WORD_FILTER_H

struct call;

/* word_filter(call, text): ${text} with a * for each letter of such a word,
 * which stands alone and in whichever case. */
const char *word_filter(struct call *call, const char *text);

#endif
