# A game in Godot 3: draws a digit, has it classified each frame, and swaps the model while it plays.
extends Node

var native
var frames = 0
var sevens = 0
var asked = false

func _ready():
	native = GDNative.new()
	native.library = load("res://rcnn.gdnlib")
	if not native.initialize():
		print("the library cannot be used")
		get_tree().quit()

func distance(point, from, to):
	return Geometry.get_closest_point_to_segment_2d(point, from, to).distance_to(point)

func picture():
	var image = Image.new()
	image.create(160, 120, false, Image.FORMAT_RGBA8)
	image.fill(Color(0, 0, 0))
	image.lock()
	for y in range(30, 95):
		for x in range(55, 105):
			var at = Vector2(x, y)
			if min(distance(at, Vector2(63, 34), Vector2(97, 34)), distance(at, Vector2(97, 34), Vector2(75, 89))) < 4.5:
				image.set_pixel(x, y, Color(1, 1, 1))
	image.unlock()
	return image

func _process(_delta):
	frames += 1
	var image = picture()
	var seen = native.call_native("standard_varcall", "see", [image.get_data(), image.get_width(), image.get_height()])
	if seen == "lenet5 7":
		sevens += 1
	if sevens >= 20 and not asked:
		asked = true
		native.call_native("standard_varcall", "swap", [])
	if seen.begins_with("nin "):
		native.terminate()
		print("Godot %s: %d frames, %d times a 7, then another model" % [Engine.get_version_info().string, frames, sevens])
		get_tree().quit()
