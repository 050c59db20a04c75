// A camera frame becomes a model's input tensor: crop, resize, normalise, channel order, layout. The only GPU copy of the maths; the truth
// it is measured against is src/VisionRuntime/Preprocessing/ScalarPreprocessor.cs.
//
// Two passes, as Pillow does it: FilterRows resamples each row of the upright picture that is needed to the tensor's width; FilterColumns
// resamples those rows to its height and writes the tensor. All taps come from the CPU in tables, made once per frame size; flips and crops
// are in them. Where the frame lies on its side the picture's rows are its columns: FilterRows takes four of them at once, as they lie.
//
// Written in what both glslang (SPIR-V) and D3DCompile (cs_5_0, Wine's too) accept: byte-address buffers, no groupshared memory.
// Layouts shared with C#: src/VisionRuntime/Preprocessing/ShaderTables.cs.

// What does not change between frames is fixed when the pipeline is made: as specialisation constants in Vulkan, and elsewhere as macros
// of the compiler call (PIXEL_FORMAT, CHANNELS, CLIP, ELEMENT, INTERLEAVED), all five or none.
#ifndef PIXEL_FORMAT
[[vk::constant_id(0)]] const uint PixelFormat = 3u;
[[vk::constant_id(1)]] const uint Channels = 0u;
[[vk::constant_id(2)]] const uint ClipsOvershoot = 0u;
[[vk::constant_id(3)]] const uint ElementType = 0u;
[[vk::constant_id(4)]] const uint Interleaved = 0u;
#else
static const uint PixelFormat = PIXEL_FORMAT;
static const uint Channels = CHANNELS;
static const uint ClipsOvershoot = CLIP;
static const uint ElementType = ELEMENT;
static const uint Interleaved = INTERLEAVED;
#endif

// PixelFormat, ChannelOrder and TensorType in C#.
static const uint Gray8 = 1u;
static const uint Bgr8 = 3u;
static const uint Bgra8 = 4u;
static const uint Rgb8 = 5u;
static const uint Rgba8 = 6u;
static const uint Nv12 = 12u;
static const uint OrderRgb = 0u;
static const uint OrderGrey = 2u;
static const uint Float32 = 0u;
static const uint Float16 = 1u;

cbuffer Parameters : register(b0)
{
    uint TensorWidth;
    uint TensorHeight;
    uint PictureLeft; // where the picture lies in the tensor; beside it is border
    uint PictureTop;

    uint PictureWidth;
    uint PictureHeight;
    uint BetweenRows; // rows between the passes
    uint TensorElements;

    uint WordsPerDispatchRow; // where they are counted through the whole tensor
    uint MaxColumnTaps; // as FilterRows takes them: four weights each
    uint MaxRowTaps;
    float Border; // 0..255

    // Byte offsets into Tables.
    uint ColumnWeights;
    uint SourceRowOffsets;
    uint RowTaps;
    uint RowWeights;

    float4 Scale; // per plane: tensor = level * Scale + Offset
    float4 Offset;

    uint IsTurned; // whether the picture's rows are the frame's columns
};

ByteAddressBuffer Frame : register(t0); // the needed part of the frame, in groups of four pixels
ByteAddressBuffer Tables : register(t1);

// The rows between the passes, one buffer twice, because Wine's compiler cannot read from one that it can write: float32,
// [channel: blue, green, red][row][column].
ByteAddressBuffer FilteredRows : register(t2);
RWByteAddressBuffer Rows : register(u0);

RWByteAddressBuffer Tensor : register(u1);

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
    if (PixelFormat == Bgra8 || PixelFormat == Rgba8)
    {
        uint4 w = Frame.Load4(row.x + group * 16u);
        pixels.Blue = float4(w & 255u);
        pixels.Green = float4((w >> 8) & 255u);
        pixels.Red = float4((w >> 16) & 255u);
    }
    else if (PixelFormat == Bgr8 || PixelFormat == Rgb8)
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
    if (PixelFormat == Rgb8 || PixelFormat == Rgba8)
    {
        float4 first = pixels.Blue;
        pixels.Blue = pixels.Red;
        pixels.Red = first;
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
    return ((channel * BetweenRows + row) * PictureWidth + column) * 4u;
}

void StoreLevel(uint row, uint column, float3 level)
{
    level = Clip(level);
    Rows.Store(RowsAddress(0u, row, column), asuint(level.x));
    if (PixelFormat != Gray8)
    {
        Rows.Store(RowsAddress(1u, row, column), asuint(level.y));
        Rows.Store(RowsAddress(2u, row, column), asuint(level.z));
    }
}

// One thread per column of the picture; one row of workgroups per row of the frame, or per group of its columns if it is turned. A tap is a
// group of four neighbours in the row with a weight each, or, turned, one row with the weight of four pixels that stay apart.
[numthreads(64, 1, 1)]
void FilterRows(uint3 id : SV_DispatchThreadID, uint3 workgroup : SV_GroupID)
{
    if (id.x >= PictureWidth) return;
    uint2 taps = Tables.Load2(id.x * 8u); // first, count
    uint weights = ColumnWeights + id.x * MaxColumnTaps * 16u;
    float4 blue = float4(0.0, 0.0, 0.0, 0.0);
    float4 green = blue;
    float4 red = blue;
    for (uint i = 0u; i < taps.y; i++)
    {
        uint row = IsTurned != 0u ? taps.x + i : workgroup.y;
        uint group = IsTurned != 0u ? workgroup.y : taps.x + i;
        FourPixels pixels = Load(Tables.Load2(SourceRowOffsets + row * 8u), group);
        float4 weight = asfloat(Tables.Load4(weights + i * 16u));
        blue += weight * pixels.Blue;
        green += weight * pixels.Green;
        red += weight * pixels.Red;
    }
    if (IsTurned == 0u)
    {
        float4 all = float4(1.0, 1.0, 1.0, 1.0);
        StoreLevel(workgroup.y, id.x, float3(dot(blue, all), dot(green, all), dot(red, all)));
        return;
    }
    StoreLevel(workgroup.y * 4u, id.x, float3(blue.x, green.x, red.x));
    StoreLevel(workgroup.y * 4u + 1u, id.x, float3(blue.y, green.y, red.y));
    StoreLevel(workgroup.y * 4u + 2u, id.x, float3(blue.z, green.z, red.z));
    StoreLevel(workgroup.y * 4u + 3u, id.x, float3(blue.w, green.w, red.w));
}

// One element of the tensor; planeRow counts the rows of all planes. The loops are written once and called once: Wine's compiler
// unfolds every call and runs out of memory over a dozen copies.
float Element(uint column, uint planeRow)
{
    uint plane = planeRow / TensorHeight;
    uint y = planeRow % TensorHeight - PictureTop; // above or left of the picture: very large
    uint x = column - PictureLeft;
    float level = Border;
    if (x < PictureWidth && y < PictureHeight)
    {
        uint2 taps = Tables.Load2(RowTaps + y * 8u); // first row, count
        uint weights = RowWeights + y * MaxRowTaps * 4u;
        bool isLuma = Channels == OrderGrey && PixelFormat != Gray8;
        uint first = isLuma || PixelFormat == Gray8 ? 0u : Channels == OrderRgb ? 2u - plane : plane;
        uint end = isLuma ? 3u : first + 1u;
        level = 0.0;
        for (uint channel = first; channel < end; channel++)
        {
            float sum = 0.0;
            for (uint i = 0u; i < taps.y; i++)
                sum += asfloat(Tables.Load(weights + i * 4u)) * asfloat(FilteredRows.Load(RowsAddress(channel, taps.x + i, x)));
            sum = Clip(float3(sum, sum, sum)).x;
            // ITU-R BT.601 luma of blue, green and red.
            level += isLuma ? sum * (channel == 0u ? 0.114 : channel == 1u ? 0.587 : 0.299) : sum;
        }
    }
    return level * Scale[plane] + Offset[plane];
}

// f32tof16 rounds as the driver likes; a value that fits exactly leaves it no choice. To nearest, halves to even.
uint HalfBits(float value)
{
    uint bits = asuint(value);
    return f32tof16(asfloat((bits + 0xFFFu + ((bits >> 13) & 1u)) & 0xFFFFE000u));
}

// What a word of the tensor holds of one element, the i-th in it. Bytes are rounded to the nearest level.
uint Bits(float value, uint i)
{
    uint level = uint(clamp(value, 0.0, 255.0) + 0.5);
    return ElementType == Float32 ? asuint(value) : ElementType == Float16 ? HalfBits(value) << (16u * i) : level << (8u * i);
}

// Planes of 32 bits: one thread per column, one row of workgroups per row of a plane. Others, whose elements share words or whose channels
// lie side by side: one thread per word, counted through the whole tensor.
[numthreads(64, 1, 1)]
void FilterColumns(uint3 id : SV_DispatchThreadID, uint3 workgroup : SV_GroupID)
{
    bool isCounted = ElementType != Float32 || Interleaved != 0u;
    uint perWord = ElementType == Float32 ? 1u : ElementType == Float16 ? 2u : 4u;
    uint word = workgroup.y * (isCounted ? WordsPerDispatchRow : TensorWidth) + id.x;
    if (isCounted ? word * perWord >= TensorElements : id.x >= TensorWidth) return;
    uint bits = 0u;
    for (uint i = 0u; i < perWord; i++)
    {
        // Behind the last element of an incomplete word come some more, which nobody reads.
        uint element = min(word * perWord + i, TensorElements - 1u);
        uint pixel = Interleaved != 0u ? element / 3u : element;
        uint column = isCounted ? pixel % TensorWidth : id.x;
        uint planeRow = isCounted ? pixel / TensorWidth : workgroup.y;
        if (Interleaved != 0u) planeRow += element % 3u * TensorHeight;
        bits |= Bits(Element(column, planeRow), i);
    }
    Tensor.Store(word * 4u, bits);
}
