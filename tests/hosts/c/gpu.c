/* A host that renders with Vulkan: it draws a 7 into an image of its own device, hands the image in between two timeline values, and draws
 * the next one when the engine has let go of it. No pixel comes back to it. gpu FRAMES */
#include "check.h"

#include <vulkan/vulkan.h>

enum { WIDTH = 320, HEIGHT = 240, STRIPES = 64 };

#define VULKAN(call) CHECK((call) == VK_SUCCESS)

static VkInstance instance;
static VkPhysicalDevice physical;
static VkDevice device;
static VkQueue queue;
static VkImage image;
static VkCommandBuffer commands;
static VkSemaphore timeline;
static uint32_t family;

static void make_device(void)
{
    VkApplicationInfo application = {VK_STRUCTURE_TYPE_APPLICATION_INFO, NULL, "host", 1, NULL, 0, VK_API_VERSION_1_2};
    VkInstanceCreateInfo instance_info = {VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO, NULL, 0, &application, 0, NULL, 0, NULL};
    VkPhysicalDeviceVulkan12Features features = {VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES};
    VkDeviceQueueCreateInfo queue_info = {VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO};
    VkDeviceCreateInfo device_info = {VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO};
    VkQueueFamilyProperties families[16];
    float priority = 1;
    uint32_t count = 1, needed = VK_QUEUE_GRAPHICS_BIT | VK_QUEUE_COMPUTE_BIT;
    VkResult found;
    VULKAN(vkCreateInstance(&instance_info, NULL, &instance));
    found = vkEnumeratePhysicalDevices(instance, &count, &physical);
    CHECK(found == VK_SUCCESS || found == VK_INCOMPLETE);
    count = 16;
    vkGetPhysicalDeviceQueueFamilyProperties(physical, &count, families);
    while (family < count && (families[family].queueFlags & needed) != needed)
        family++;
    features.timelineSemaphore = VK_TRUE;
    queue_info.queueFamilyIndex = family;
    queue_info.queueCount = 1;
    queue_info.pQueuePriorities = &priority;
    device_info.pNext = &features;
    device_info.queueCreateInfoCount = 1;
    device_info.pQueueCreateInfos = &queue_info;
    VULKAN(vkCreateDevice(physical, &device_info, NULL, &device));
    vkGetDeviceQueue(device, family, 0, &queue);
}

static VkDeviceMemory make_image(void)
{
    VkImageCreateInfo info = {VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO};
    VkMemoryAllocateInfo allocation = {VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO};
    VkMemoryRequirements needs;
    VkDeviceMemory memory;
    info.imageType = VK_IMAGE_TYPE_2D;
    info.format = VK_FORMAT_R8G8B8A8_UNORM;
    info.extent.width = WIDTH;
    info.extent.height = HEIGHT;
    info.extent.depth = info.mipLevels = info.arrayLayers = 1;
    info.samples = VK_SAMPLE_COUNT_1_BIT;
    info.usage = VK_IMAGE_USAGE_TRANSFER_SRC_BIT | VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT;
    VULKAN(vkCreateImage(device, &info, NULL, &image));
    vkGetImageMemoryRequirements(device, image, &needs);
    allocation.allocationSize = needs.size;
    while (!(needs.memoryTypeBits >> allocation.memoryTypeIndex & 1))
        allocation.memoryTypeIndex++;
    VULKAN(vkAllocateMemory(device, &allocation, NULL, &memory));
    VULKAN(vkBindImageMemory(device, image, memory, 0));
    return memory;
}

/* Clears parts of an attachment: all of it black, then a bar and a stem of stripes. */
static void record(VkRenderPass pass, VkFramebuffer framebuffer)
{
    static VkClearRect parts[STRIPES + 1];
    VkCommandBufferBeginInfo begin = {VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
    VkRenderPassBeginInfo start = {VK_STRUCTURE_TYPE_RENDER_PASS_BEGIN_INFO};
    VkClearAttachment white = {VK_IMAGE_ASPECT_COLOR_BIT, 0, {{{1, 1, 1, 1}}}};
    VkClearValue black = {{{0, 0, 0, 1}}};
    int i;
    for (i = 0; i <= STRIPES; i++) {
        parts[i].layerCount = 1;
        parts[i].rect.offset.x = i == STRIPES ? 110 : 192 - i * 42 / STRIPES;
        parts[i].rect.offset.y = i == STRIPES ? 60 : 70 + i * 115 / STRIPES;
        parts[i].rect.extent.width = i == STRIPES ? 100 : 18;
        parts[i].rect.extent.height = i == STRIPES ? 17 : 2;
    }
    start.renderPass = pass;
    start.framebuffer = framebuffer;
    start.renderArea.extent.width = WIDTH;
    start.renderArea.extent.height = HEIGHT;
    start.clearValueCount = 1;
    start.pClearValues = &black;
    VULKAN(vkBeginCommandBuffer(commands, &begin));
    vkCmdBeginRenderPass(commands, &start, VK_SUBPASS_CONTENTS_INLINE);
    vkCmdClearAttachments(commands, 1, &white, STRIPES + 1, parts);
    vkCmdEndRenderPass(commands);
    VULKAN(vkEndCommandBuffer(commands));
}

static void make_commands(void)
{
    VkAttachmentDescription attachment = {0};
    VkAttachmentReference reference = {0, VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL};
    VkSubpassDescription subpass = {0};
    VkRenderPassCreateInfo pass_info = {VK_STRUCTURE_TYPE_RENDER_PASS_CREATE_INFO};
    VkImageViewCreateInfo view_info = {VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO};
    VkFramebufferCreateInfo framebuffer_info = {VK_STRUCTURE_TYPE_FRAMEBUFFER_CREATE_INFO};
    VkCommandPoolCreateInfo pool_info = {VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO};
    VkCommandBufferAllocateInfo allocation = {VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO};
    VkRenderPass pass;
    VkImageView view;
    VkFramebuffer framebuffer;
    attachment.format = VK_FORMAT_R8G8B8A8_UNORM;
    attachment.samples = VK_SAMPLE_COUNT_1_BIT;
    attachment.loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR;
    attachment.finalLayout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
    subpass.colorAttachmentCount = 1;
    subpass.pColorAttachments = &reference;
    pass_info.attachmentCount = pass_info.subpassCount = 1;
    pass_info.pAttachments = &attachment;
    pass_info.pSubpasses = &subpass;
    VULKAN(vkCreateRenderPass(device, &pass_info, NULL, &pass));
    view_info.image = image;
    view_info.viewType = VK_IMAGE_VIEW_TYPE_2D;
    view_info.format = VK_FORMAT_R8G8B8A8_UNORM;
    view_info.subresourceRange.aspectMask = VK_IMAGE_ASPECT_COLOR_BIT;
    view_info.subresourceRange.levelCount = view_info.subresourceRange.layerCount = 1;
    VULKAN(vkCreateImageView(device, &view_info, NULL, &view));
    framebuffer_info.renderPass = pass;
    framebuffer_info.attachmentCount = framebuffer_info.layers = 1;
    framebuffer_info.pAttachments = &view;
    framebuffer_info.width = WIDTH;
    framebuffer_info.height = HEIGHT;
    VULKAN(vkCreateFramebuffer(device, &framebuffer_info, NULL, &framebuffer));
    pool_info.queueFamilyIndex = family;
    VULKAN(vkCreateCommandPool(device, &pool_info, NULL, &allocation.commandPool));
    allocation.commandBufferCount = 1;
    VULKAN(vkAllocateCommandBuffers(device, &allocation, &commands));
    record(pass, framebuffer);
}

static void make_timeline(void)
{
    VkSemaphoreTypeCreateInfo type = {VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO, NULL, VK_SEMAPHORE_TYPE_TIMELINE, 0};
    VkSemaphoreCreateInfo info = {VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO, &type, 0};
    VULKAN(vkCreateSemaphore(device, &info, NULL, &timeline));
}

/* Draws once the timeline has reached a value, and brings it to the next. */
static void draw(rcnn_gpu gpu, uint64_t after)
{
    VkPipelineStageFlags stage = VK_PIPELINE_STAGE_COLOR_ATTACHMENT_OUTPUT_BIT;
    uint64_t drawn = after + 1;
    VkTimelineSemaphoreSubmitInfo values = {VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO, NULL, 1, &after, 1, &drawn};
    VkSubmitInfo submit = {VK_STRUCTURE_TYPE_SUBMIT_INFO, &values, 1, &timeline, &stage, 1, &commands, 1, &timeline};
    VkSemaphoreWaitInfo wait = {VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO, NULL, 0, 1, &timeline, &after};
    VULKAN(vkWaitSemaphores(device, &wait, UINT64_C(10000000000))); /* one command buffer: the last drawing is over then */
    EXPECT(RCNN_OK, rcnn_lock_queue(gpu));
    VULKAN(vkQueueSubmit(queue, 1, &submit, VK_NULL_HANDLE));
    EXPECT(RCNN_OK, rcnn_unlock_queue(gpu));
}

static void wrong(rcnn_gpu gpu, rcnn_engine engine, const rcnn_vulkan_device *good, const rcnn_vulkan_image *picture)
{
    rcnn_vulkan_device none = *good;
    rcnn_vulkan_image bad = *picture;
    rcnn_engine plain, other = 77;
    rcnn_gpu opened = 77;
    EXPECT(RCNN_E_ARGUMENT, rcnn_open_vulkan(NULL, &opened));
    EXPECT(RCNN_E_ARGUMENT, rcnn_open_vulkan(good, NULL));
    none.queue = NULL;
    EXPECT(RCNN_E_ARGUMENT, rcnn_open_vulkan(&none, &opened));
    none.size = 5;
    EXPECT(RCNN_E_SIZE, rcnn_open_vulkan(&none, &opened));
    EXPECT(RCNN_E_BUSY, rcnn_unlock_queue(gpu));
    EXPECT(RCNN_E_HANDLE, rcnn_lock_queue(engine));
    EXPECT(RCNN_E_HANDLE, rcnn_unlock_queue(0));
    EXPECT(RCNN_E_HANDLE, rcnn_close_gpu(engine, 0));
    EXPECT(RCNN_E_BUSY, rcnn_close_gpu(gpu, 0));
    EXPECT(RCNN_E_HANDLE, rcnn_create_on_gpu(NULL, engine, &other));
    EXPECT(RCNN_E_ARGUMENT, rcnn_create_on_gpu(NULL, gpu, NULL));
    EXPECT(RCNN_E_HANDLE, rcnn_submit_vulkan(gpu, picture, NULL));
    EXPECT(RCNN_E_ARGUMENT, rcnn_submit_vulkan(engine, NULL, NULL));
    bad.format = 1;
    EXPECT(RCNN_E_ARGUMENT, rcnn_submit_vulkan(engine, &bad, NULL));
    bad = *picture;
    bad.image = 0;
    EXPECT(RCNN_E_ARGUMENT, rcnn_submit_vulkan(engine, &bad, NULL));
    bad = *picture;
    bad.layout = 0;
    EXPECT(RCNN_E_ARGUMENT, rcnn_submit_vulkan(engine, &bad, NULL));
    bad = *picture;
    bad.width = -1;
    EXPECT(RCNN_E_ARGUMENT, rcnn_submit_vulkan(engine, &bad, NULL));
    bad = *picture;
    bad.crop_x = 9;
    EXPECT(RCNN_E_ARGUMENT, rcnn_submit_vulkan(engine, &bad, NULL));
    bad = *picture;
    bad.wait_semaphore = 0;
    EXPECT(RCNN_E_ARGUMENT, rcnn_submit_vulkan(engine, &bad, NULL));
    bad = *picture;
    bad.size++;
    EXPECT(RCNN_E_SIZE, rcnn_submit_vulkan(engine, &bad, NULL));
    EXPECT(RCNN_OK, rcnn_create(NULL, &plain));
    EXPECT(RCNN_E_ARGUMENT, rcnn_submit_vulkan(plain, picture, NULL)); /* it works on no GPU */
    EXPECT(RCNN_OK, rcnn_destroy(plain));
    CHECK(other == 77 && opened == 77);
}

int main(int argc, char **argv)
{
    int frames = argc > 1 ? atoi(argv[1]) : 60, i, results = 0, sevens = 0, others = 0;
    rcnn_vulkan_device mine = RCNN_STRUCT(rcnn_vulkan_device);
    rcnn_vulkan_image picture = RCNN_STRUCT(rcnn_vulkan_image);
    rcnn_result result = RCNN_STRUCT(rcnn_result);
    rcnn_stats stats = RCNN_STRUCT(rcnn_stats);
    VkDeviceMemory memory;
    VkPhysicalDeviceProperties properties;
    rcnn_gpu gpu;
    rcnn_engine engine;
    uint64_t value = 0;
    make_device();
    memory = make_image();
    make_commands();
    make_timeline();
    vkGetPhysicalDeviceProperties(physical, &properties);
    mine.instance = instance;
    mine.physical_device = physical;
    mine.device = device;
    mine.queue = queue;
    mine.queue_family = family;
    picture.image = (uint64_t)image;
    picture.width = WIDTH;
    picture.height = HEIGHT;
    picture.format = VK_FORMAT_R8G8B8A8_UNORM;
    picture.layout = VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL;
    picture.wait_semaphore = picture.signal_semaphore = (uint64_t)timeline;
    picture.wait_value = 1;
    picture.signal_value = 2;
    EXPECT(RCNN_OK, rcnn_open_vulkan(&mine, &gpu));
    EXPECT(RCNN_OK, rcnn_create_on_gpu(NULL, gpu, &engine));
    wrong(gpu, engine, &mine, &picture);
    EXPECT(RCNN_OK, rcnn_swap(engine, "lenet5", NULL));
    for (i = 0; (sevens < frames || others == 0) && failed == 0; i++) {
        draw(gpu, value);
        picture.wait_value = value + 1;
        picture.signal_value = value += 2;
        CHECK(rcnn_submit_vulkan(engine, &picture, NULL) >= 0);
        pause_ms(5);
        if (rcnn_poll(engine, &result) == RCNN_OK) {
            int is_digits = strcmp(result.model, "lenet5") == 0;
            results++;
            sevens += is_digits && strcmp(result.top[0].label, "7") == 0;
            others += !is_digits;
            CHECK(strcmp(result.preprocessor, "vulkan") == 0);
        }
        if (sevens == frames && others == 0)
            EXPECT(RCNN_OK, rcnn_swap(engine, "nin", NULL));
        EXPECT(RCNN_OK, rcnn_get_stats(engine, &stats));
        if (!CHECK(stats.frame_error[0] == 0))
            puts(stats.frame_error);
    }
    EXPECT(RCNN_OK, rcnn_destroy(engine));
    EXPECT(RCNN_OK, rcnn_close_gpu(gpu, 20000));
    EXPECT(RCNN_E_HANDLE, rcnn_close_gpu(gpu, 0));
    VULKAN(vkDeviceWaitIdle(device));
    vkDestroyImage(device, image, NULL);
    vkFreeMemory(device, memory, NULL);
    printf("%d images on %s, %d results: %d times a 7, %d of nin\n", i, properties.deviceName, results, sevens, others);
    return finish("gpu");
}
