package model

import (
	"math"
	"time"

	"periph.io/x/conn/v3/gpio"
)

// HX711 converts ten times a second; its lines are Clock and Data. It is silent while
// Dead.
type HX711 struct {
	Signal float64 // mV/V at the bridge
	Dead   bool

	gain  float64 // of the next conversion
	ready time.Time
	shift uint32
	bit   int // pulses since the result was ready
	high  bool
}

// NewHX711 returns a chip with a signal.
func NewHX711(signal float64) *HX711 {
	return &HX711{Signal: signal, gain: 128, ready: time.Now().Add(100 * time.Millisecond)}
}

// Clock returns the line PD_SCK.
func (c *HX711) Clock() gpio.PinIO { return &hxClock{gpio.INVALID, c} }

// Data returns the line DOUT.
func (c *HX711) Data() gpio.PinIO { return &hxData{gpio.INVALID, c} }

// isReady reports whether a result waits, which DOUT shows by 0.
func (c *HX711) isReady() bool { return !c.Dead && !time.Now().Before(c.ready) }

// rise is a rising edge of the clock: 24 for the bits, then one to three that choose
// gain and input of the next conversion.
func (c *HX711) rise() {
	if c.bit == 0 {
		if !c.isReady() {
			return
		}
		n := math.Round(c.Signal / 1000 * c.gain * (1 << 24))
		c.shift = uint32(int32(max(-1<<23, min(1<<23-1, n))))
	}
	c.bit++
	if c.bit <= 24 {
		c.high = c.shift>>(24-c.bit)&1 != 0
		return
	}
	c.high = true
	c.gain = []float64{128, 32, 64}[min(c.bit-25, 2)]
	c.ready = time.Now().Add(100 * time.Millisecond)
}

// level is that of DOUT.
func (c *HX711) level() gpio.Level {
	if c.bit > 24 && time.Now().Before(c.ready) {
		return gpio.High
	}
	if c.bit > 24 || c.bit == 0 {
		c.bit = 0
		return gpio.Level(!c.isReady())
	}
	return gpio.Level(c.high)
}

type hxClock struct {
	gpio.PinIO
	c *HX711
}

// Name implements gpio.PinIO.
func (p *hxClock) Name() string { return "GPIO6" }

// Out implements gpio.PinIO: a rising edge shifts a bit out.
func (p *hxClock) Out(l gpio.Level) error {
	if l == gpio.High {
		p.c.level()
		p.c.rise()
	}
	return nil
}

type hxData struct {
	gpio.PinIO
	c *HX711
}

// Name implements gpio.PinIO.
func (p *hxData) Name() string { return "GPIO5" }

// In implements gpio.PinIO.
func (p *hxData) In(gpio.Pull, gpio.Edge) error { return nil }

// Read implements gpio.PinIO.
func (p *hxData) Read() gpio.Level { return p.c.level() }

// WaitForEdge waits for the result.
func (p *hxData) WaitForEdge(timeout time.Duration) bool {
	left := time.Until(p.c.ready)
	if p.c.Dead || left > timeout {
		time.Sleep(timeout)
		return false
	}
	time.Sleep(left)
	return true
}
