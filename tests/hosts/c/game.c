/* A game with SDL2: its own loop of 60 frames per second, its own picture, a model swapped while it plays. game FRAMES */
#include "check.h"

#include <SDL2/SDL.h>

static void draw(SDL_Renderer *renderer)
{
    const SDL_Rect bar = {220, 120, 200, 34};
    int y;
    SDL_SetRenderDrawColor(renderer, 0, 0, 0, 255);
    SDL_RenderClear(renderer);
    SDL_SetRenderDrawColor(renderer, 255, 255, 255, 255);
    SDL_RenderFillRect(renderer, &bar);
    for (y = 140; y < 370; y++) {
        SDL_Rect stem = {0, 0, 36, 1};
        stem.x = 384 - (y - 140) * 84 / 230;
        stem.y = y;
        SDL_RenderFillRect(renderer, &stem);
    }
}

int main(int argc, char **argv)
{
    int frames = argc > 1 ? atoi(argv[1]) : 240, i, results = 0, sevens = 0, others = 0;
    SDL_Surface *picture;
    SDL_Renderer *renderer;
    rcnn_engine engine;
    rcnn_swap_id swap = 0;
    rcnn_frame frame = RCNN_STRUCT(rcnn_frame);
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    rcnn_swap_info info = RCNN_STRUCT(rcnn_swap_info);
    if (SDL_Init(SDL_INIT_VIDEO | SDL_INIT_TIMER) != 0 || SDL_CreateWindow("game", 0, 0, 640, 480, 0) == NULL)
        return printf("%s\n", SDL_GetError()), 1;
    picture = SDL_CreateRGBSurfaceWithFormat(0, 640, 480, 32, SDL_PIXELFORMAT_BGRA32);
    renderer = SDL_CreateSoftwareRenderer(picture);
    EXPECT(RCNN_OK, rcnn_create(NULL, &engine));
    EXPECT(RCNN_OK, rcnn_prepare(engine, 640, 480, RCNN_BGRA8));
    EXPECT(RCNN_OK, rcnn_swap(engine, "lenet5", &swap));
    frame = frame_of(picture->pixels, 640, 480, RCNN_BGRA8);
    frame.stride = picture->pitch;
    for (i = 0; i < frames || others == 0; i++) {
        Uint32 began = SDL_GetTicks();
        SDL_Event event;
        while (SDL_PollEvent(&event)) {
        }
        draw(renderer);
        CHECK(rcnn_submit(engine, &frame, NULL) >= 0);
        if (rcnn_poll(engine, &result) == RCNN_OK) {
            int is_digits = strcmp(result.model, "lenet5") == 0;
            results++;
            sevens += is_digits && strcmp(result.top[0].label, "7") == 0;
            others += !is_digits;
        }
        if (i == frames / 2)
            EXPECT(RCNN_OK, rcnn_swap(engine, "nin", &swap));
        EXPECT(RCNN_OK, rcnn_swap_state(engine, swap, &info));
        if (!CHECK(info.stage < RCNN_SWAP_FAILED))
            break;
        while (SDL_GetTicks() - began < 16)
            SDL_Delay(1);
    }
    CHECK(sevens > 0 && sevens + others == results);
    EXPECT(RCNN_OK, rcnn_destroy(engine));
    printf("%d frames, %d results: %d of lenet5, each a 7, and %d of nin\n", i, results, sevens, others);
    SDL_Quit();
    return finish("game");
}
