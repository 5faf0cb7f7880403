package model

import "time"

// BMx280 is a BME280 or BMP280 with the calibration of the data sheet's worked
// example (BMP280 data sheet, section "Calculating pressure and temperature"), in
// forced mode. Pairs of register and value, chip id at 0xD0, results from 0xF7 on
// that change when a conversion ends.
type BMx280 struct {
	Regs
	rawT, rawP, rawH int
	done             time.Time // end of the conversion
	running          bool
}

// digT, digP and digH are the calibration numbers: those of temperature and pressure
// from the worked example, those of humidity from a real chip.
func digT() []float64 { return []float64{27504, 26435, -1000} }
func digP() []float64 { return []float64{36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000} }
func digH() []float64 { return []float64{75, 370, 0, 308, 50, 30} }

// NewBME280 returns a chip with humidity, at 25.08 degC, 100653.27 Pa and 50 %RH.
func NewBME280() *BMx280 {
	c := newBMx280(0x60)
	h := digH()
	c.R[0xa1] = byte(h[0])
	c.Set16LE(0xe1, int(h[1]))
	c.R[0xe3] = byte(h[2])
	h4, h5 := int(h[3]), int(h[4])
	c.R[0xe4], c.R[0xe5], c.R[0xe6] = byte(h4>>4), byte(h4&15|h5<<4), byte(h5>>4)
	c.R[0xe7] = byte(h[5])
	c.Set(25.08, 100653.27, 50)
	return c
}

// NewBMP280 returns a chip without humidity, with the raw values of the example.
func NewBMP280() *BMx280 {
	c := newBMx280(0x58)
	c.SetRaw(519888, 415148, 0)
	return c
}

func newBMx280(id byte) *BMx280 {
	c := &BMx280{}
	c.Pairs = true
	c.R[0xd0] = id
	reg := byte(0x88)
	for _, v := range append(digT(), digP()...) {
		c.Set16LE(reg, int(v))
		reg += 2
	}
	c.OnWrite = c.write
	c.OnRead = func(*Regs, byte) { c.update() }
	c.latch(0x80000, 0x80000, 0x8000) // before the first conversion (section "Data readout")
	return c
}

// SetRaw sets the words of the converter.
func (c *BMx280) SetRaw(t, p, h int) { c.rawT, c.rawP, c.rawH = t, p, h }

// Set sets temperature in degC, pressure in Pa and relative humidity in %, through
// the floating point formulas of the data sheet (appendix "Compensation formulas in
// double precision floating point").
func (c *BMx280) Set(t, p, h float64) {
	c.rawT = bisect(1<<20, func(raw float64) bool { return tFine(raw)/5120 < t })
	fine := tFine(float64(c.rawT))
	c.rawP = bisect(1<<20, func(raw float64) bool { return pressure(raw, fine) > p })
	c.rawH = bisect(1<<16, func(raw float64) bool { return humidity(raw, fine) < h })
}

// bisect returns the lowest whole number below n for which below is false.
func bisect(n int, below func(float64) bool) int {
	lo, hi := 0, n-1
	for lo < hi {
		mid := (lo + hi) / 2
		if below(float64(mid)) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func tFine(raw float64) float64 {
	d := digT()
	a := (raw/16384 - d[0]/1024) * d[1]
	b := raw/131072 - d[0]/8192
	return a + b*b*d[2]
}

func pressure(raw, fine float64) float64 {
	d := digP()
	a := fine/2 - 64000
	b := a*a*d[5]/32768 + a*d[4]*2
	b = b/4 + d[3]*65536
	a = (d[2]*a*a/524288 + d[1]*a) / 524288
	a = (1 + a/32768) * d[0]
	p := (1048576 - raw - b/4096) * 6250 / a
	return p + (d[8]*p*p/2147483648+p*d[7]/32768+d[6])/16
}

func humidity(raw, fine float64) float64 {
	d := digH()
	h := fine - 76800
	h = (raw - (d[3]*64 + d[4]/16384*h)) * (d[1] / 65536 * (1 + d[5]/67108864*h*(1+d[2]/67108864*h)))
	h *= 1 - d[0]*h/524288
	return max(0, min(100, h))
}

// write starts a conversion for forced mode and knows the soft reset.
func (c *BMx280) write(_ *Regs, reg, v byte) byte {
	switch {
	case reg == 0xe0 && v == 0xb6:
		c.R[0xf2], c.R[0xf4], c.R[0xf5] = 0, 0, 0
	case reg == 0xf4 && (v&3 == 1 || v&3 == 2):
		c.running, c.done = true, time.Now().Add(c.duration(v))
	}
	return v
}

// duration is the longest conversion time (section "Measurement time").
func (c *BMx280) duration(ctrl byte) time.Duration {
	us := 1250 + 2300*times(ctrl>>5)
	if n := times(ctrl >> 2 & 7); n > 0 {
		us += 2300*n + 575
	}
	if n := times(c.R[0xf2] & 7); n > 0 && c.R[0xd0] == 0x60 {
		us += 2300*n + 575
	}
	return time.Duration(us) * time.Microsecond
}

// times decodes an oversampling field.
func times(field byte) int { return []int{0, 1, 2, 4, 8, 16, 16, 16}[field&7] }

// update ends a conversion whose time has come, and sets the status.
func (c *BMx280) update() {
	if c.running && !time.Now().Before(c.done) {
		c.running = false
		c.R[0xf4] &^= 3
		c.latch(c.measured())
	}
	c.R[0xf3] = 0
	if c.running {
		c.R[0xf3] = 8
	}
}

// measured returns the words, that of a skipped measurement being 0x80000.
func (c *BMx280) measured() (t, p, h int) {
	t, p, h = c.rawT, c.rawP, c.rawH
	if c.R[0xf4]>>5 == 0 {
		t = 0x80000
	}
	if c.R[0xf4]>>2&7 == 0 {
		p = 0x80000
	}
	if c.R[0xf2]&7 == 0 {
		h = 0x8000
	}
	return t, p, h
}

func (c *BMx280) latch(t, p, h int) {
	for i, v := range []int{p, t} {
		at := 0xf7 + 3*i
		c.R[at], c.R[at+1], c.R[at+2] = byte(v>>12), byte(v>>4), byte(v<<4)
	}
	c.Set16(0xfd, h)
}
