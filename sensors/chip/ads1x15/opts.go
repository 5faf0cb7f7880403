package ads1x15

import (
	"fmt"
	"slices"
	"strings"
)

// Model is one of the chips.
type Model string

// The chips of this package.
const (
	ADS1115 Model = "ads1115"
	ADS1015 Model = "ads1015"
)

// Opts says what to measure.
type Opts struct {
	Model  Model   // ADS1115 where empty
	Inputs string  `conf:"inputs" means:"\"0,1,2,3\", or differences as \"0-1\", \"0-3\", \"1-3\", \"2-3\""`
	RangeV float64 `conf:"range_v" means:"6.144, 4.096, 2.048, 1.024, 0.512 or 0.256; no input may go above the supply"`
	SPS    int     `conf:"sps" means:"conversions per second: the slower, the less noise; 0 takes the fastest"`
}

// DefaultOpts reads all four inputs up to 4.096 V.
var DefaultOpts = Opts{Model: ADS1115, Inputs: "0,1,2,3", RangeV: 4.096}

// For returns o for another chip.
func (o Opts) For(m Model) Opts {
	o.Model = m
	return o
}

// inputs are the values of the field MUX (table "Config register field descriptions",
// bits 14 to 12).
func inputs() []string { return []string{"0-1", "0-3", "1-3", "2-3", "0", "1", "2", "3"} }

// ranges are the values of the field PGA, bits 11 to 9.
func ranges() []float64 { return []float64{6.144, 4.096, 2.048, 1.024, 0.512, 0.256} }

// rates are the values of the field DR, bits 7 to 5.
func (o Opts) rates() []int {
	if o.Model == ADS1015 {
		return []int{128, 250, 490, 920, 1600, 2400, 3300}
	}
	return []int{8, 16, 32, 64, 128, 250, 475, 860}
}

// fixed bits of the register: start a conversion (OS), single-shot (MODE), comparator
// off (COMP_QUE).
const configBits = 0x8000 | 0x0100 | 0x0003

// configs returns the config register for each input and the conversions per second.
func (o Opts) configs() (list []uint16, names []string, sps int, err error) {
	rates := o.rates()
	sps = o.SPS
	if sps == 0 {
		sps = rates[len(rates)-1]
	}
	dr, pga := slices.Index(rates, sps), slices.Index(ranges(), o.RangeV)
	if dr < 0 {
		return nil, nil, 0, fmt.Errorf("sps %d; use one of %v", o.SPS, rates)
	}
	if pga < 0 {
		return nil, nil, 0, fmt.Errorf("range_v %g; use one of %v", o.RangeV, ranges())
	}
	for _, in := range strings.Split(o.Inputs, ",") {
		mux := slices.Index(inputs(), in)
		if mux < 0 {
			return nil, nil, 0, fmt.Errorf("input %q; use some of %s, with commas between", in, strings.Join(inputs(), ", "))
		}
		list = append(list, configBits|uint16(mux)<<12|uint16(pga)<<9|uint16(dr)<<5)
		names = append(names, "in"+in)
	}
	return list, names, sps, nil
}
