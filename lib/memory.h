/*
 * memory: what OpenSSL cannot allocate ends as our own does.
 *
 * Where it lacks memory OpenSSL reports some failure, which looks like a
 * wrong signature, or leaves a digest unmade.  So that nobody is refused for
 * it, it gets an allocator that calls arena_out_of_memory().
 */
#ifndef LIB_MEMORY_H
#define LIB_MEMORY_H

/*
 * memory_start():
 * Before anything of OpenSSL is used; once in a process.
 */
void memory_start(void);

#endif
