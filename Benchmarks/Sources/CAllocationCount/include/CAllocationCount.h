#pragma once
#include <stddef.h>

// What the process has taken from the heap since it began, by whatever library: calls of malloc and its kin, and the
// bytes they asked for. With another C library than glibc both stay 0.
typedef struct {
    size_t calls;
    size_t bytes;
} mien_allocations;

mien_allocations mien_allocated(void);
