#include <oneapi/dnnl/dnnl.h>

// Debian's oneDNN runs on GNU OpenMP; the number of threads is set per calling thread.
extern void omp_set_num_threads(int threads);
extern int omp_get_thread_limit(void);
