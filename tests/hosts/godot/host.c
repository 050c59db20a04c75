/* A native script of Godot 3 (GDNative): the game hands its pictures over, and asks what was seen. Debian has the engine without its
 * headers, so what is used of its table of functions stands here, by place as in gdnative_api.json of Godot 3.2.3. */
#include "realtime_cnn.h"

#include <stdio.h>
#include <string.h>

typedef struct { uint8_t opaque[24]; } variant;
typedef struct { uint8_t opaque[8]; } byte_array;
typedef struct { uint8_t opaque[8]; } text;

typedef struct {
    unsigned type, major, minor;
    const void *next;
    unsigned extension_count;
    const void **extensions;
    void *functions[744];
} core_api;

typedef struct {
    uint8_t in_editor;
    uint64_t hashes[3];
    void *report_mismatch, *report_error, *library;
    const core_api *api;
} init_options;

enum {
    BYTES_READ = 165, BYTES_SIZE = 169, BYTES_DESTROY = 170, READ_POINTER = 268, READ_DESTROY = 270, ARRAY_GET = 333,
    VARIANT_NEW_STRING = 514, VARIANT_AS_INT = 539, VARIANT_AS_BYTES = 557, VARIANT_DESTROY = 570, TEXT_FROM_UTF8 = 681, TEXT_DESTROY = 721
};

#define CALL(place, result, parameters) (*(result (**) parameters)&api->functions[place])

static const core_api *api;
static rcnn_engine engine;

static void tell(const char *what, rcnn_status status)
{
    char why[RCNN_TEXT_BYTES];
    if (status >= 0)
        return;
    rcnn_last_error(why, sizeof why);
    printf("%s: %d: %s\n", what, status, why);
}

void godot_gdnative_init(init_options *options)
{
    api = options->api;
    tell("create", rcnn_create(NULL, &engine));
    tell("swap", rcnn_swap(engine, "lenet5", NULL));
}

void godot_gdnative_terminate(void *options)
{
    (void)options;
    tell("destroy", rcnn_destroy(engine));
    tell("shutdown", rcnn_shutdown(10000));
}

void godot_nativescript_init(void *handle) { (void)handle; }

static variant from_text(const char *utf8)
{
    variant out;
    text converted = CALL(TEXT_FROM_UTF8, text, (const char *))(utf8);
    CALL(VARIANT_NEW_STRING, void, (variant *, const text *))(&out, &converted);
    CALL(TEXT_DESTROY, void, (text *))(&converted);
    return out;
}

static int to_int(void *arguments, int index)
{
    variant at = CALL(ARRAY_GET, variant, (const void *, int))(arguments, index);
    int value = (int)CALL(VARIANT_AS_INT, int64_t, (const variant *))(&at);
    CALL(VARIANT_DESTROY, void, (variant *))(&at);
    return value;
}

/* Bytes, width, height of an RGBA picture. Gives "model label" of a new result, or nothing. */
variant see(void *data, void *arguments)
{
    variant first = CALL(ARRAY_GET, variant, (const void *, int))(arguments, 0);
    byte_array bytes = CALL(VARIANT_AS_BYTES, byte_array, (const variant *))(&first);
    void *access = CALL(BYTES_READ, void *, (const byte_array *))(&bytes);
    rcnn_frame frame = RCNN_STRUCT(rcnn_frame);
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    char seen[2 * RCNN_NAME_BYTES] = "";
    (void)data;
    frame.pixels = (void *)CALL(READ_POINTER, const uint8_t *, (const void *))(access);
    frame.byte_count = (uint64_t)CALL(BYTES_SIZE, int, (const byte_array *))(&bytes);
    frame.format = RCNN_RGBA8;
    frame.width = to_int(arguments, 1);
    frame.height = to_int(arguments, 2);
    tell("submit", rcnn_submit(engine, &frame, NULL));
    if (rcnn_poll(engine, &result) == RCNN_OK)
        snprintf(seen, sizeof seen, "%s %s", result.model, result.top[0].label);
    CALL(READ_DESTROY, void, (void *))(access);
    CALL(BYTES_DESTROY, void, (byte_array *))(&bytes);
    CALL(VARIANT_DESTROY, void, (variant *))(&first);
    return from_text(seen);
}

/* Asks for the other model. */
variant swap(void *data, void *arguments)
{
    (void)data;
    (void)arguments;
    tell("swap", rcnn_swap(engine, "nin", NULL));
    return from_text("");
}
