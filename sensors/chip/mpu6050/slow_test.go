package mpu6050_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
)

// farAway is a chip behind a bridge: each message takes 8 ms, as under an emulated one.
type farAway struct{ model.Chip }

const messageTime = 8 * time.Millisecond

func (f farAway) Write(p []byte) error {
	time.Sleep(messageTime)
	return f.Chip.Write(p)
}

func (f farAway) Read(p []byte) error {
	time.Sleep(messageTime)
	return f.Chip.Read(p)
}

// TestLowRatesOnASlowBus: the first sample comes within two periods of opening, and
// nothing is lost, also where the settings take many of the chip's samples to arrive.
func TestLowRatesOnASlowBus(t *testing.T) {
	for _, hz := range []float64{4, 10, 25} {
		t.Run(fmt.Sprint(hz, " Hz"), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := chiptest.NewRig()
				c := model.NewMPU6050()
				c.Signal = counting
				r.Bus.Plug(0x68, farAway{c})
				src := open(t, r, fmt.Sprintf("mpu6050 accel_g=2 rate=%g", hz))
				opened := time.Now()
				sample := sensors.Sample{Values: make([]float32, 6)}
				for range 21 {
					require.NoError(t, src.Read(t.Context(), &sample))
				}
				assert.InDelta(t, 21/hz, time.Since(opened).Seconds(), 1/hz+0.1, "s for 21 samples")
				assert.Zero(t, src.Stats().Lost)
				assert.Zero(t, sample.Run)
			})
		})
	}
}
