#include "CAllocationCount.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

static atomic_size_t calls, bytes;

mien_allocations mien_allocated(void) {
    return (mien_allocations){atomic_load_explicit(&calls, memory_order_relaxed),
                              atomic_load_explicit(&bytes, memory_order_relaxed)};
}

// A program's own malloc comes before the C library's for all libraries it loads, and glibc's stays within reach under
// another name. glibc has no hooks any more, and mallinfo2 tells what is held, not what is taken and given back.
#if defined(__GLIBC__)

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static void note(size_t size) {
    atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&bytes, size, memory_order_relaxed);
}

void *malloc(size_t size) {
    note(size);
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    note(count * size);
    return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
    note(size);
    return __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size) {
    note(size);
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size) {
    void *taken = memalign(alignment, size);
    if (taken) *block = taken;
    return taken ? 0 : ENOMEM;
}

#endif
