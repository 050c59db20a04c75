/* A "7" as a game would draw it: two thick lines, white on black. */
#ifndef DIGIT_H
#define DIGIT_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* How far a point is from a line between two others. */
static double distance_to_line(double x, double y, const double line[4])
{
    double dx = line[2] - line[0], dy = line[3] - line[1];
    double along = ((x - line[0]) * dx + (y - line[1]) * dy) / (dx * dx + dy * dy);
    along = fmax(0, fmin(1, along));
    return hypot(x - line[0] - along * dx, y - line[1] - along * dy);
}

/* Draws it into rows of `stride` bytes; all channels of a pixel get the same value. */
static void draw_seven(uint8_t *pixels, int width, int height, int stride, int channels)
{
    static const double bar[4] = {-0.14, -0.22, 0.14, -0.22}, stem[4] = {0.14, -0.22, -0.04, 0.24};
    int x, y;
    for (y = 0; y < height; y++) {
        for (x = 0; x < width; x++) {
            double u = (x - width / 2.0) / height, v = (double)y / height - 0.5;
            double ink = (0.035 - fmin(distance_to_line(u, v, bar), distance_to_line(u, v, stem))) * height + 0.5;
            memset(pixels + (long)y * stride + (long)x * channels, (int)(255 * fmax(0, fmin(1, ink))), (size_t)channels);
        }
    }
}

#endif
