/* For tests only: what Microsoft's linker takes from its static C runtime (libcmt.lib, in no package) when it makes a DLL of the library,
 * as far as .NET's runtime asks for it. It lets the DLL be linked and run where there is no Microsoft linker; it is no part of the product
 * and protects nothing: the cookie that guards stack frames is a constant. Built by gcc for Windows, see link.sh. */
#include <stddef.h>
#include <stdint.h>

typedef void (*function)(void);
typedef int (*initialiser)(void);

enum { PROCESS_ATTACH = 1, THREAD_ATTACH = 2 };

void *malloc(size_t size);
void free(void *memory);
int DllMain(void *module, uint32_t reason, void *reserved);
int _DllMainCRTStartup(void *module, uint32_t reason, void *reserved);

/* ---- Lists of functions: the linker sorts sections by what follows the dollar sign. ---- */

#define EDGE(name, list) __attribute__((section(".CRT$" list), used)) static function name = NULL
EDGE(first_c, "XIA");
EDGE(last_c, "XIZ");
EDGE(first_cpp, "XCA");
EDGE(last_cpp, "XCZ");
EDGE(first_of_thread, "XDA");
EDGE(last_of_thread, "XDZ");
EDGE(first_callback, "XLA");
EDGE(last_callback, "XLZ");

static void run(volatile function *first, volatile function *last)
{
    for (first++; first < last; first++) {
        if (*first != NULL)
            (*first)();
    }
}

/* ---- Variables of threads: what the loader copies for each, and what is run for each when the first of them is asked for. ---- */

__asm__(".globl tls_start\n.section .tls,\"dw\"\ntls_start: .quad 0\n"
        ".globl __tls_guard\n.section .tls$A,\"dw\"\n__tls_guard: .byte 0\n"
        ".globl tls_end\n.section .tls$ZZZ,\"dw\"\ntls_end: .quad 0\n.text\n");
extern char tls_start[], __tls_guard[], tls_end[];

uint32_t _tls_index;
const struct {
    void *start, *end, *index, *callbacks;
    uint32_t zeros, flags;
} _tls_used = {tls_start, tls_end, &_tls_index, (void *)(&first_callback + 1), 0, 0};

void __dyn_tls_on_demand_init(void)
{
    char **blocks;
    char *guard;
    __asm__("movq %%gs:0x58, %0" : "=r"(blocks));
    guard = blocks[_tls_index] + (__tls_guard - tls_start);
    if (*guard)
        return;
    *guard = 1;
    run(&first_of_thread, &last_of_thread);
}

static void attach_thread(void *module, uint32_t reason, void *reserved)
{
    (void)module;
    (void)reserved;
    if (reason == THREAD_ATTACH)
        __dyn_tls_on_demand_init();
}
__attribute__((section(".CRT$XLC"), used)) void (*const __dyn_tls_init)(void *, uint32_t, void *) = attach_thread;

/* ---- The start. ---- */

int _DllMainCRTStartup(void *module, uint32_t reason, void *reserved)
{
    if (reason == PROCESS_ATTACH) {
        volatile function *next;
        for (next = &first_c + 1; next < &last_c; next++) {
            if (*next != NULL && ((initialiser)*next)() != 0)
                return 0;
        }
        run(&first_cpp, &last_cpp);
    }
    return DllMain(module, reason, reserved);
}

/* The DLL stays until the process ends, and then nothing has to be tidied up. */
int atexit(function unused)
{
    (void)unused;
    return 0;
}

/* ---- What compilers call. ---- */

uint64_t __security_cookie = 0x2b992ddfa232;
int _fltused = 0x9875;
int __isa_available = 0; /* nothing beyond SSE2 */

void __security_check_cookie(uint64_t cookie)
{
    if (cookie != __security_cookie)
        __builtin_trap();
}

int __GSHandlerCheck(void)
{
    return 1; /* ExceptionContinueSearch */
}

void __report_rangecheckfailure(void)
{
    __builtin_trap();
}

void __guard_dispatch(void);
void *__guard_dispatch_icall_fptr = __guard_dispatch;
__asm__(".text\n__guard_dispatch: jmp *%rax\n");

/* Touches each page of a large stack frame, whose size is in rax, downwards. */
__asm__(".globl __chkstk\n.text\n__chkstk:\n"
        "push %rcx\npush %rax\ncmp $0x1000,%rax\nlea 24(%rsp),%rcx\njb 2f\n"
        "1: sub $0x1000,%rcx\norl $0,(%rcx)\nsub $0x1000,%rax\ncmp $0x1000,%rax\nja 1b\n"
        "2: sub %rax,%rcx\norl $0,(%rcx)\npop %rax\npop %rcx\nret\n");

/* C++'s new and delete; link.sh gives these the names that Microsoft's compiler has for them. */
char nothrow;

void *new_or_null(size_t size)
{
    return malloc(size);
}

void delete_any(void *memory)
{
    free(memory);
}
