/* Libraries at run time, as plugins are found, on either system. */
#ifndef LOAD_H
#define LOAD_H

#if defined(_WIN32)
#include <stdint.h>
#include <stdio.h>
#include <windows.h>

static inline void *load_library(const char *path) { return (void *)LoadLibraryA(path); }
static inline void *find_function(void *library, const char *name) { return (void *)(uintptr_t)GetProcAddress((HMODULE)library, name); }
static inline void close_library(void *library) { FreeLibrary((HMODULE)library); }

static inline const char *load_error(void)
{
    static char text[32];
    snprintf(text, sizeof text, "error %lu", GetLastError());
    return text;
}
#else
#include <dlfcn.h>

/* Open to all that is loaded later, which is what can do harm. */
static inline void *load_library(const char *path) { return dlopen(path, RTLD_NOW | RTLD_GLOBAL); }
static inline void *find_function(void *library, const char *name) { return dlsym(library, name); }
static inline void close_library(void *library) { dlclose(library); }
static inline const char *load_error(void) { return dlerror(); }
#endif

#endif
