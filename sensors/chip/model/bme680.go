package model

import "time"

// BME680 is a BME680 in forced mode, with the calibration of a real chip. It finds the
// raw words of a temperature, pressure, humidity and resistance through the integer
// formulas of the data sheet, the driver computes in floating point.
type BME680 struct {
	Regs
	Heated bool // the heater reaches its temperature

	rawT, rawP, rawH, rawG int
	span                   byte // gas_range
	done                   time.Time
	running                bool
}

// bme680Cal are the parameters under their names in the data sheet.
type bme680Cal struct {
	t1, t2, t3                              int64
	p1, p2, p3, p4, p5, p6, p7, p8, p9, p10 int64
	h1, h2, h3, h4, h5, h6, h7              int64
	g1, g2, g3, heatRange, heatVal          int64
}

func bme680Chip() bme680Cal {
	return bme680Cal{
		t1: 26203, t2: 26519, t3: 3,
		p1: 35008, p2: -10284, p3: 88, p4: 9692, p5: -202, p6: 30, p7: 24, p8: -516, p9: -3469, p10: 30,
		h1: 794, h2: 1007, h3: 0, h4: 45, h5: 20, h6: 120, h7: -100,
		g1: -30, g2: -5969, g3: 18, heatRange: 1, heatVal: 50,
	}
}

// NewBME680 returns a chip at 22.75 degC, 99710 Pa, 62.3 %RH and 120 kohm.
func NewBME680() *BME680 {
	c := &BME680{Heated: true}
	c.R[0xd0] = 0x61
	k := bme680Chip()
	for reg, v := range map[byte]int64{
		0xe9: k.t1, 0x8a: k.t2, 0x8e: k.p1, 0x90: k.p2, 0x94: k.p4, 0x96: k.p5, 0x9c: k.p8, 0x9e: k.p9, 0xeb: k.g2,
	} {
		c.Set16LE(reg, int(v))
	}
	for reg, v := range map[byte]int64{
		0x8c: k.t3, 0x92: k.p3, 0x98: k.p7, 0x99: k.p6, 0xa0: k.p10, 0xe1: k.h2 >> 4, 0xe2: k.h2&15<<4 | k.h1&15,
		0xe3: k.h1 >> 4, 0xe4: k.h3, 0xe5: k.h4, 0xe6: k.h5, 0xe7: k.h6, 0xe8: k.h7, 0xed: k.g1, 0xee: k.g3,
		0x00: k.heatVal, 0x02: k.heatRange << 4,
	} {
		c.R[reg] = byte(v)
	}
	c.OnWrite = c.write
	c.OnRead = func(*Regs, byte) { c.update() }
	c.Set(22.75, 99710, 62.3, 120e3)
	return c
}

// Set sets degC, Pa, %RH and ohm.
func (c *BME680) Set(t, p, h, ohm float64) {
	k := bme680Chip()
	c.rawT = bisect(1<<20, func(raw float64) bool { return (k.fine(int64(raw))*5+128)>>8 < int64(t*100) })
	fine := k.fine(int64(c.rawT))
	c.rawP = bisect(1<<20, func(raw float64) bool { return k.pressure(int64(raw), fine) > int64(p) })
	c.rawH = bisect(1<<16, func(raw float64) bool { return k.humidity(int64(raw), fine) < int64(h*1000) })
	c.span = 0
	for c.span < 15 && float64(gasOhm(1023, c.span)) > ohm {
		c.span++
	}
	c.rawG = bisect(1<<10, func(raw float64) bool { return float64(gasOhm(int64(raw), c.span)) > ohm })
}

// fine: section "Temperature measurement", integer version.
func (k bme680Cal) fine(raw int64) int64 {
	a := raw>>3 - k.t1<<1
	b := (a * k.t2) >> 11
	d := ((a >> 1) * (a >> 1)) >> 12
	return b + (d*(k.t3<<4))>>14
}

// pressure: section "Pressure measurement", integer version.
func (k bme680Cal) pressure(raw, fine int64) int64 {
	a := fine>>1 - 64000
	sq := (a >> 2) * (a >> 2)
	b := (sq>>11*k.p6)>>2 + a*k.p5<<1
	b = b>>2 + k.p4<<16
	d := (sq>>13*(k.p3<<5))>>3 + (k.p2*a)>>1
	d = ((32768 + d>>18) * k.p1) >> 15
	p := (1048576 - raw - b>>12) * 3125 * 2 / d
	x := (k.p9 * ((p >> 3) * (p >> 3) >> 13)) >> 12
	y := (p >> 2 * k.p8) >> 13
	z := ((p >> 8) * (p >> 8) * (p >> 8) * k.p10) >> 17
	return p + (x+y+z+k.p7<<7)>>4
}

// humidity: section "Humidity measurement", integer version, in 1/1000 %RH.
func (k bme680Cal) humidity(raw, fine int64) int64 {
	t := (fine*5 + 128) >> 8
	a := raw - k.h1*16 - (t*k.h3/100)>>1
	b := (k.h2 * (t*k.h4/100 + (t*(t*k.h5/100))>>6/100 + 1<<14)) >> 10
	x := a * b
	d := (k.h6<<7 + t*k.h7/100) >> 4
	e := ((x >> 14) * (x >> 14)) >> 10
	h := (((x + (d*e)>>1) >> 10) * 1000) >> 12
	return max(0, min(100000, h))
}

// gasOhm: section "Gas resistance", integer version, with a switching error of 0.
func gasOhm(raw int64, span byte) int64 {
	lookup := [16]int64{}
	for i := range lookup {
		lookup[i] = 2147483647
	}
	for i, v := range map[int]int64{5: 2126008810, 7: 2130303777, 10: 2143188679, 11: 2136746228, 13: 2126008810} {
		lookup[i] = v
	}
	second := [16]int64{
		4096000000, 2048000000, 1024000000, 512000000, 255744255, 127110228, 64000000, 32258064,
		16016016, 8000000, 4000000, 2000000, 1000000, 500000, 250000, 125000,
	}
	a := (1340 * lookup[span]) >> 16
	b := raw<<15 - 16777216 + a
	d := (second[span] * a) >> 9
	return (d + b>>1) / b
}

func (c *BME680) write(_ *Regs, reg, v byte) byte {
	if reg == 0x74 && v&3 == 1 {
		ms := 2 * (times(v>>5) + times(v>>2&7) + times(c.R[0x72]&7))
		if c.R[0x71]&0x10 != 0 {
			ms += int(c.R[0x64]&63)<<(2*(c.R[0x64]>>6)) + 4
		}
		c.running, c.done = true, time.Now().Add(time.Duration(ms)*time.Millisecond)
		c.R[0x1d] = 0x20
	}
	return v
}

// update ends a measurement whose time has come.
func (c *BME680) update() {
	if !c.running || time.Now().Before(c.done) {
		return
	}
	c.running = false
	c.R[0x74] &^= 3
	c.R[0x1d] = 0x80
	for i, v := range []int{c.rawP, c.rawT} {
		at := 0x1f + 3*i
		c.R[at], c.R[at+1], c.R[at+2] = byte(v>>12), byte(v>>4), byte(v<<4)
	}
	c.Set16(0x25, c.rawH)
	c.R[0x2a], c.R[0x2b] = byte(c.rawG>>2), byte(c.rawG<<6)|c.span
	if c.R[0x71]&0x10 != 0 && c.R[0x70]&8 == 0 {
		c.R[0x2b] |= 0x20
		if c.Heated && c.R[0x5a] > 0 {
			c.R[0x2b] |= 0x10
		}
	}
}
