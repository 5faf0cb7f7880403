package ds18b20_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/bus"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/ds18b20"
	"edgetune/sensors/chip/model"
)

const addr = 0x7a00000131825228

// On a board. A reading takes 750 ms, so this example is not run.
func Example() {
	b, err := bus.OpenOneWire("w1-1")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer b.Close()
	dev, err := ds18b20.New(b, &ds18b20.DefaultOpts)
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [1]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f degC\n", v[0])
}

func rig(degC float64) func() *chiptest.Rig {
	return func() *chiptest.Rig {
		r := chiptest.NewRig()
		r.Wire = model.NewOneWire("w1-1", model.NewDS18B20(0x11000000000010, 1), model.NewDS18B20(addr, degC))
		return r
	}
}

// TestTable: data sheet, table "Temperature/data relationship", less 85 degC.
func TestTable(t *testing.T) {
	for _, degC := range []float64{125, 25.0625, 10.125, 0.5, 0, -0.5, -10.125, -25.0625, -55} {
		chiptest.Run(t, chiptest.Case{
			Name: fmt.Sprintf("ds18b20 %g degC", degC), Conf: "ds18b20 id=28-000001318252", Rig: rig(degC),
			Want: []float64{degC}, Within: []float64{0}, Allocs: chiptest.Periph, Silent: true,
		})
	}
}

// TestFaults: from each transfer on, the bus fails.
func TestFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for kind, want := range map[model.FaultKind]error{model.Timeout: bus.ErrTimeout, model.ShortRead: bus.ErrShort} {
			for after := range 3 {
				b := model.NewOneWire("w1-1", model.NewDS18B20(addr, 20))
				b.Inject(model.Fault{Kind: kind, After: after})
				dev, err := ds18b20.New(b, &ds18b20.DefaultOpts)
				if err == nil {
					err = dev.Sense(make([]float32, 1))
				}
				assert.ErrorIs(t, err, want)
				assert.ErrorContains(t, err, "sensors/chip/ds18b20: w1-1: ")
			}
		}
	})
}

func TestUnpluggedAndFlipped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := model.NewOneWire("w1-1", model.NewDS18B20(addr, 20))
		dev, err := ds18b20.New(b, &ds18b20.Opts{Bits: 9})
		require.NoError(t, err)
		for bit := range 72 {
			b.Inject(model.Fault{Kind: model.BitFlip, Bit: bit, After: 1, Count: 1})
			assert.ErrorContains(t, dev.Sense(make([]float32, 1)), "incorrect scratchpad CRC")
		}
		b.Inject(model.Fault{Kind: model.StuckHigh})
		from := time.Now()
		assert.ErrorContains(t, dev.Sense(make([]float32, 1)), "device did not respond")
		assert.Equal(t, 94*time.Millisecond, time.Since(from))
	})
}

func TestRefuses(t *testing.T) {
	b := model.NewOneWire("w1-1", model.NewDS18B20(addr, 20))
	for want, o := range map[string]ds18b20.Opts{
		"bits 8; use 9 to 12":                             {Bits: 8},
		`id "28"; write it as the kernel does`:            {Bits: 12, ID: "28"},
		"no chip 28-000001318253; use id=28-000001318252": {Bits: 12, ID: "28-000001318253"},
	} {
		_, err := ds18b20.New(b, &o)
		assert.ErrorContains(t, err, want)
	}
	_, err := ds18b20.New(model.NewOneWire("w1-1"), &ds18b20.DefaultOpts)
	assert.ErrorContains(t, err, "no thermometer answers; check the wiring")
}
