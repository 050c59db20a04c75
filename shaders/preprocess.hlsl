// A camera frame becomes a model's input tensor: crop, resize, normalise, channel order, NCHW. The only GPU copy of the maths; the truth
// it is measured against is src/VisionRuntime/Preprocessing/ScalarPreprocessor.cs.
//
// Two passes, as Pillow does it: FilterRows resamples each source row that is needed to the picture's width; FilterColumns resamples
// those rows to its height and writes the tensor. All taps come from the CPU in tables, made once per frame size.
//
// Written in what both glslang (SPIR-V) and D3DCompile (cs_5_0, Wine's too) accept: byte-address buffers, no groupshared memory, loops
// marked as such (Wine's compiler tries for minutes to unroll the others).
// Layouts shared with C#: src/VisionRuntime/Gpu/ShaderTables.cs.

// What does not change between frames is fixed when the pipeline is made: as specialisation constants in Vulkan, and elsewhere as macros
// of the compiler call (PIXEL_FORMAT, CHANNELS, CLIP, HALF), all four or none.
#ifndef PIXEL_FORMAT
[[vk::constant_id(0)]] const uint PixelFormat = 3u;
[[vk::constant_id(1)]] const uint Channels = 0u;
[[vk::constant_id(2)]] const uint ClipsOvershoot = 0u;
[[vk::constant_id(3)]] const uint WritesHalf = 0u;
#else
static const uint PixelFormat = PIXEL_FORMAT;
static const uint Channels = CHANNELS;
static const uint ClipsOvershoot = CLIP;
static const uint WritesHalf = HALF;
#endif

// PixelFormat and ChannelOrder in C#.
static const uint Gray8 = 1u;
static const uint Bgr8 = 3u;
static const uint Bgra8 = 4u;
static const uint Nv12 = 12u;
static const uint OrderRgb = 0u;
static const uint OrderGrey = 2u;

cbuffer Parameters : register(b0)
{
    uint TensorWidth;
    uint TensorHeight;
    uint PictureLeft; // where the picture lies in the tensor; beside it is border
    uint PictureTop;

    uint PictureWidth;
    uint PictureHeight;
    uint SourceRows;  // rows between the passes
    uint TensorWords; // 32-bit words of the tensor

    uint DispatchWidth; // threads of FilterColumns in one row of its grid
    uint MaxColumnGroups;
    uint MaxRowTaps;
    float Border; // 0..255

    // Byte offsets into Tables.
    uint ColumnWeights;
    uint SourceRowOffsets;
    uint RowTaps;
    uint RowWeights;

    float4 Scale; // per plane: tensor = level * Scale + Offset
    float4 Offset;
};

ByteAddressBuffer Frame : register(t0);    // the needed part of the frame, in groups of four pixels
ByteAddressBuffer Tables : register(t1);
RWByteAddressBuffer Rows : register(u0);   // float32, [channel: blue, green, red][source row][column]
RWByteAddressBuffer Tensor : register(u1);

// Wine's compiler does not read from a writable byte-address buffer: Direct3D gives the second pass the rows as one that is only read.
#ifdef PIXEL_FORMAT
ByteAddressBuffer FilteredRows : register(t2);
#else
#define FilteredRows Rows
#endif

struct FourPixels
{
    float4 Blue;
    float4 Green;
    float4 Red;
};

float4 ByteLanes(uint a, uint b, uint c, uint d)
{
    return float4(a & 255u, b & 255u, c & 255u, d & 255u);
}

// BT.601 limited range in 20-bit fixed point, rounded and clipped to whole levels: src/VisionRuntime/Preprocessing/Nv12.cs.
FourPixels FromNv12(uint luma, uint chroma)
{
    const int Half = 1 << 19;
    int4 y = int4(luma & 255u, (luma >> 8) & 255u, (luma >> 16) & 255u, luma >> 24);
    y = max(y - 16, int4(0, 0, 0, 0)) * 1220542;
    int4 u = int4((chroma & 255u).xx, ((chroma >> 16) & 255u).xx) - 128;
    int4 v = int4(((chroma >> 8) & 255u).xx, (chroma >> 24).xx) - 128;
    FourPixels pixels;
    pixels.Blue = clamp(float4((y + 2116026 * u + Half) >> 20), 0.0, 255.0);
    pixels.Green = clamp(float4((y - 852492 * v - 409993 * u + Half) >> 20), 0.0, 255.0);
    pixels.Red = clamp(float4((y + 1673527 * v + Half) >> 20), 0.0, 255.0);
    return pixels;
}

// Pixels 4 * group .. 4 * group + 3 of a row; row.x is where it starts in Frame, row.y where its chroma starts.
FourPixels Load(uint2 row, uint group)
{
    FourPixels pixels;
    if (PixelFormat == Bgra8)
    {
        uint4 w = Frame.Load4(row.x + group * 16u);
        pixels.Blue = float4(w & 255u);
        pixels.Green = float4((w >> 8) & 255u);
        pixels.Red = float4((w >> 16) & 255u);
    }
    else if (PixelFormat == Bgr8)
    {
        uint3 w = Frame.Load3(row.x + group * 12u);
        pixels.Blue = ByteLanes(w.x, w.x >> 24, w.y >> 16, w.z >> 8);
        pixels.Green = ByteLanes(w.x >> 8, w.y, w.y >> 24, w.z >> 16);
        pixels.Red = ByteLanes(w.x >> 16, w.y >> 8, w.z, w.z >> 24);
    }
    else if (PixelFormat == Nv12)
    {
        pixels = FromNv12(Frame.Load(row.x + group * 4u), Frame.Load(row.y + group * 4u));
    }
    else
    {
        uint w = Frame.Load(row.x + group * 4u);
        pixels.Blue = ByteLanes(w, w >> 8, w >> 16, w >> 24);
        pixels.Green = pixels.Blue;
        pixels.Red = pixels.Blue;
    }
    return pixels;
}

// Only the bicubic filter overshoots; Pillow clips after each pass.
float3 Clip(float3 level)
{
    return ClipsOvershoot != 0u ? clamp(level, 0.0, 255.0) : level;
}

uint RowsAddress(uint channel, uint row, uint column)
{
    return ((channel * SourceRows + row) * PictureWidth + column) * 4u;
}

[numthreads(32, 2, 1)]
void FilterRows(uint3 id : SV_DispatchThreadID)
{
    if (id.x >= PictureWidth || id.y >= SourceRows) return;
    uint2 groups = Tables.Load2(id.x * 8u); // first, count
    uint2 row = Tables.Load2(SourceRowOffsets + id.y * 8u);
    uint weights = ColumnWeights + id.x * MaxColumnGroups * 16u;
    float3 sum = float3(0.0, 0.0, 0.0);
    [loop] for (uint i = 0u; i < groups.y; i++)
    {
        FourPixels pixels = Load(row, groups.x + i);
        float4 weight = asfloat(Tables.Load4(weights + i * 16u));
        sum += float3(dot(weight, pixels.Blue), dot(weight, pixels.Green), dot(weight, pixels.Red));
    }
    sum = Clip(sum);
    Rows.Store(RowsAddress(0u, id.y, id.x), asuint(sum.x));
    if (PixelFormat != Gray8)
    {
        Rows.Store(RowsAddress(1u, id.y, id.x), asuint(sum.y));
        Rows.Store(RowsAddress(2u, id.y, id.x), asuint(sum.z));
    }
}

float FilterColumn(uint channel, uint column, uint2 taps, uint weights)
{
    float sum = 0.0;
    [loop] for (uint i = 0u; i < taps.y; i++)
        sum += asfloat(Tables.Load(weights + i * 4u)) * asfloat(FilteredRows.Load(RowsAddress(channel, taps.x + i, column)));
    return Clip(float3(sum, sum, sum)).x;
}

// One element of the tensor, counted from its start.
float Element(uint element)
{
    uint plane = element / (TensorWidth * TensorHeight);
    uint y = element / TensorWidth % TensorHeight - PictureTop;
    uint x = element % TensorWidth - PictureLeft;
    float level = Border;
    if (x < PictureWidth && y < PictureHeight)
    {
        uint2 taps = Tables.Load2(RowTaps + y * 8u); // first source row, count
        uint weights = RowWeights + y * MaxRowTaps * 4u;
        if (PixelFormat == Gray8)
            level = FilterColumn(0u, x, taps, weights);
        else if (Channels == OrderGrey)
            level = 0.299 * FilterColumn(2u, x, taps, weights) + 0.587 * FilterColumn(1u, x, taps, weights) + 0.114 * FilterColumn(0u, x, taps, weights);
        else
            level = FilterColumn(Channels == OrderRgb ? 2u - plane : plane, x, taps, weights);
    }
    return level * Scale[plane] + Offset[plane];
}

[numthreads(64, 1, 1)]
void FilterColumns(uint3 id : SV_DispatchThreadID)
{
    uint word = id.y * DispatchWidth + id.x;
    if (id.x >= DispatchWidth || word >= TensorWords) return;
    if (WritesHalf != 0u)
    {
        // Behind a tensor of an odd number of elements comes one more, which nobody reads.
        uint last = TensorWidth * TensorHeight * (Channels == OrderGrey ? 1u : 3u) - 1u;
        Tensor.Store(word * 4u, f32tof16(Element(word * 2u)) | (f32tof16(Element(min(word * 2u + 1u, last))) << 16));
    }
    else
    {
        Tensor.Store(word * 4u, asuint(Element(word)));
    }
}
