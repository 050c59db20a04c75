function love.conf(t)
  t.window.width, t.window.height, t.window.title = 640, 480, "host"
  t.modules.audio, t.modules.joystick = false, false
end
