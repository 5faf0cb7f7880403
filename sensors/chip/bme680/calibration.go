package bme680

import (
	"encoding/binary"

	"edgetune/sensors/chip/link"
)

// calibration holds the parameters of one chip under their names in the data sheet
// (tables in sections 3.3.1 to 3.3.5).
type calibration struct {
	t1, t2, t3                              float64
	p1, p2, p3, p4, p5, p6, p7, p8, p9, p10 float64
	h1, h2, h3, h4, h5, h6, h7              float64
	g1, g2, g3                              float64
	heatRange, heatVal, switchError         float64
}

// readCalibration reads the three areas of parameters.
func readCalibration(l *link.Link) (*calibration, error) {
	var a [23]byte // 0x8A to 0xA0
	var b [14]byte // 0xE1 to 0xEE
	var c [5]byte  // 0x00 to 0x04
	for _, area := range []struct {
		reg byte
		to  []byte
	}{{0x8a, a[:]}, {0xe1, b[:]}, {0x00, c[:]}} {
		if err := l.Read(area.reg, area.to); err != nil {
			return nil, err
		}
	}
	return parseCalibration(a, b, c), nil
}

func parseCalibration(a [23]byte, b [14]byte, c [5]byte) *calibration {
	u16 := func(p []byte) float64 { return float64(binary.LittleEndian.Uint16(p)) }
	s16 := func(p []byte) float64 { return float64(int16(binary.LittleEndian.Uint16(p))) }
	s8 := func(v byte) float64 { return float64(int8(v)) }
	return &calibration{
		t1: u16(b[8:]), t2: s16(a[0:]), t3: s8(a[2]),
		p1: u16(a[4:]), p2: s16(a[6:]), p3: s8(a[8]), p4: s16(a[10:]), p5: s16(a[12:]),
		p7: s8(a[14]), p6: s8(a[15]), p8: s16(a[18:]), p9: s16(a[20:]), p10: float64(a[22]),
		h1: float64(int(b[2])<<4 | int(b[1]&15)), h2: float64(int(b[0])<<4 | int(b[1]>>4)),
		h3: s8(b[3]), h4: s8(b[4]), h5: s8(b[5]), h6: float64(b[6]), h7: s8(b[7]),
		g2: s16(b[10:]), g1: s8(b[12]), g3: s8(b[13]),
		heatRange: float64(c[2] >> 4 & 3), heatVal: s8(c[0]), switchError: float64(int8(c[4]) >> 4),
	}
}

// temperature returns t_fine, of which 1/5120 is degC (section 3.3.1). Products, and
// quotients that compile to products, are rounded before they are added, so that all
// machines agree.
func (c *calibration) temperature(raw float64) (fine float64) {
	a := float64((float64(raw/16384) - float64(c.t1/1024)) * c.t2)
	d := float64(raw/131072) - float64(c.t1/8192)
	return a + float64(float64(d*d)*(c.t3*16))
}

// pressure returns Pa (section 3.3.2).
func (c *calibration) pressure(raw, fine float64) float64 {
	x := float64(fine/2) - 64000
	y := float64(x * x * (c.p6 / 131072))
	y += float64(float64(x*c.p5) * 2)
	y = float64(y/4) + float64(c.p4*65536)
	z := float64(float64(float64(float64(c.p3*x)*x)/16384)+float64(c.p2*x)) / 524288
	z = float64((1 + float64(z/32768)) * c.p1)
	if z == 0 {
		return 0
	}
	p := float64(float64(1048576-raw-float64(y/4096))*6250) / z
	y = float64(c.p9 * p * p / 2147483648)
	z = float64(p * (c.p8 / 32768))
	q := p / 256
	return p + float64((y+z+float64(q*q*q*(c.p10/131072))+float64(c.p7*128))/16)
}

// humidity returns %RH within 0 to 100 (section 3.3.3).
func (c *calibration) humidity(raw, fine float64) float64 {
	t := fine / 5120
	a := raw - (float64(c.h1*16) + float64(c.h3/2*t))
	b := float64(a * (c.h2 / 262144 * (1 + float64(c.h4/16384*t) + float64(c.h5/1048576*t*t))))
	h := b + float64((float64(c.h6/16384)+float64(c.h7/2097152*t))*b*b)
	return max(0, min(100, h))
}

// gas returns ohm (section 3.4.1).
func (c *calibration) gas(raw float64, span byte) float64 {
	k1, k2 := gasFactors(span)
	a := float64((1340 + float64(5*c.switchError)) * k1)
	return a * k2 / (raw - 512 + a)
}

// gasFactors are const_array1 and const_array2 for a range: 8 Mohm halved with each,
// and small corrections in per cent.
func gasFactors(span byte) (k1, k2 float64) {
	first := [16]float64{5: -1, 7: -0.8, 10: -0.2, 11: -0.5, 13: -1}
	second := [16]float64{4: 0.1, 5: 0.7, 7: -0.8, 8: -0.1}
	i := span & 15
	return 1 + first[i]/100, 8e6 / float64(int(1)<<i) / (1 + second[i]/100)
}

// heater returns res_heat for a temperature of the gas layer (section 3.3.5).
func (c *calibration) heater(degC, ambient float64) byte {
	a := float64(c.g1/16) + 49
	b := float64(c.g2/32768*0.0005) + 0.00235
	r := float64(a*(1+float64(b*degC))) + float64(c.g3/1024*ambient)
	x := 3.4 * (float64(r*(4/(4+c.heatRange))*(1/(1+float64(c.heatVal*0.002)))) - 25)
	return byte(max(0, min(255, x)))
}
