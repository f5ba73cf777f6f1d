#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

// A macro of several names, which Swift does not see.
static inline int COpenSSL_publicKeySelection(void) { return EVP_PKEY_PUBLIC_KEY; }
