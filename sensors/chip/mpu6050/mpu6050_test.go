package mpu6050_test

import (
	"fmt"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
	"edgetune/sensors/chip"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
	"edgetune/sensors/chip/mpu6050"
)

func Example() {
	bus := model.NewBus("i2c-1") // on a board: bus.OpenI2C("i2c-1")
	bus.Plug(0x68, model.NewMPU6050())
	dev, err := mpu6050.NewI2C(bus, 0x68, &mpu6050.DefaultOpts)
	if err != nil {
		fmt.Println(err)
		return
	}
	var v [6]float32
	if err := dev.Sense(v[:]); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f m/s^2 upwards at %v Hz\n", v[2], dev.Rate())
	// Output: 9.81 m/s^2 upwards at 100 Hz
}

// signal is 1 g in x, 0.5 g in z at ±2 g, 100 deg/s about y at ±250 deg/s, 30 degC.
func signal(int) [7]int16 { return [7]int16{16384, 0, -8192, -2220, 0, 13100, -131} }

func rig(chip *model.MPU6050) func() *chiptest.Rig {
	return func() *chiptest.Rig {
		r := chiptest.NewRig()
		c := *chip
		r.Bus.Plug(0x68, fresh(&c))
		return r
	}
}

// fresh makes a new model of the same kind and signal.
func fresh(like *model.MPU6050) *model.MPU6050 {
	c := model.NewMPU6050()
	if like.R[117] == 0x71 {
		c = model.NewMPU9250()
	}
	c.Signal, c.Drift = like.Signal, like.Drift
	return c
}

const deg = math.Pi / 180

func TestMPU6050(t *testing.T) {
	c := model.NewMPU6050()
	c.Signal = signal
	chiptest.Run(t, chiptest.Case{
		Name: "mpu6050", Conf: "mpu6050 rate=200 accel_g=2 gyro_dps=250 temperature=true", Rig: rig(c),
		Want:   []float64{9.80665, 0, -9.80665 / 2, 0, 100 * deg, -1 * deg, 30},
		Within: []float64{1e-6, 0, 1e-6, 0, 1e-6, 1e-6, 2e-3},
	})
	chiptest.Run(t, chiptest.Case{
		Name: "mpu6050 wide ranges", Conf: "mpu6050 rate=1000 accel_g=16 gyro_dps=2000 filter_hz=94", Rig: rig(c),
		Want:   []float64{8 * 9.80665, 0, -4 * 9.80665, 0, 800 * deg, -8 * deg},
		Within: []float64{2e-3},
	})
}

func TestMPU9250(t *testing.T) {
	c := model.NewMPU9250()
	c.Signal = func(int) [7]int16 { return [7]int16{0, 16384, 0, 3005, 13100, 0, 0} }
	chiptest.Run(t, chiptest.Case{
		Name: "mpu9250", Conf: "mpu9250 accel_g=2 gyro_dps=250 temperature=true", Rig: rig(c),
		Want:   []float64{0, 9.80665, 0, 100 * deg, 0, 0, 30},
		Within: []float64{0, 1e-6, 0, 1e-6, 0, 0, 0.01},
	})
}

// counting numbers the samples in the first channel.
func counting(i int) [7]int16 { return [7]int16{int16(i % 30000)} }

// TestSteadyRate plays ten seconds at 1 kHz with a chip that runs 1 % fast and a busy
// program: every sample arrives once, in order, at its time.
func TestSteadyRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := chiptest.NewRig()
		c := model.NewMPU6050()
		c.Signal, c.Drift = counting, 0.01
		r.Bus.Plug(0x68, c)
		src := open(t, r, "mpu6050 rate=1000 accel_g=2")
		sample := sensors.Sample{Values: make([]float32, 6)}
		last, lastTime := -1, int64(0)
		var first sensors.Sample
		for i := range 10_100 {
			require.NoError(t, src.Read(t.Context(), &sample))
			n := int(math.Round(float64(sample.Values[0]) / 9.80665 * 16384))
			if i > 0 && (n != (last+1)%30000 || sample.Time <= lastTime || sample.Run != 0) {
				t.Fatalf("sample %d: number %d after %d, time %d after %d, run %d", i, n, last, sample.Time, lastTime, sample.Run)
			}
			if i == 0 {
				first = sample
			}
			last, lastTime = n, sample.Time
			if i%700 == 0 {
				time.Sleep(40 * time.Millisecond)
			}
		}
		assert.InDelta(t, 10.0, float64(lastTime-first.Time)/1e9, 0.05)
		assert.Equal(t, uint64(10_100), src.Stats().Samples)
		assert.Zero(t, src.Stats().Lost)
	})
}

// TestOverflowStartsARun: the program sleeps longer than the FIFO lasts.
func TestOverflowStartsARun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := chiptest.NewRig()
		c := model.NewMPU6050()
		c.Signal = counting
		r.Bus.Plug(0x68, c)
		src := open(t, r, "mpu6050 rate=1000 accel_g=2")
		sample := sensors.Sample{Values: make([]float32, 6)}
		for range 50 {
			require.NoError(t, src.Read(t.Context(), &sample))
		}
		time.Sleep(time.Second)
		for sample.Run == 0 {
			require.NoError(t, src.Read(t.Context(), &sample))
		}
		assert.Equal(t, 1, sample.Run)
		assert.InDelta(t, 1000, float64(src.Stats().Lost), 60)
	})
}

// TestUnplugged: the chip goes away and comes back; its FIFO begins anew.
func TestUnplugged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := chiptest.NewRig()
		c := model.NewMPU6050()
		c.Signal = signal
		r.Bus.Plug(0x68, c)
		src := open(t, r, "mpu6050 rate=100 accel_g=2")
		sample := sensors.Sample{Values: make([]float32, 6)}
		require.NoError(t, src.Read(t.Context(), &sample))
		r.Bus.Inject(model.Fault{Kind: model.NACK, Count: 3})
		failed := 0
		for sample.Run == 0 {
			if src.Read(t.Context(), &sample) != nil {
				failed++
			}
		}
		assert.Equal(t, 3, failed)
		assert.InDelta(t, 9.80665, sample.Values[0], 1e-6)
	})
}

func open(t *testing.T, r *chiptest.Rig, line string) *chip.Source {
	t.Helper()
	conf, err := chip.Parse(line)
	require.NoError(t, err)
	src, err := chip.OpenOn(r, conf)
	require.NoError(t, err)
	return src
}

func TestWrongChipsAreNamed(t *testing.T) {
	for id, want := range map[byte]string{
		0x71: `sensors/chip/mpu6050: i2c-1 address 0x68: chip id 0x71 (WHO_AM_I); this is an MPU-6500 or MPU-9250, use chip "mpu9250"`,
		0x6a: `use chip "lsm6ds3"`,
		0x00: "another chip, or the wiring is bad",
	} {
		b := model.NewBus("i2c-1")
		c := model.NewMPU6050()
		c.R[117] = id
		b.Plug(0x68, c)
		_, err := mpu6050.NewI2C(b, 0x68, &mpu6050.DefaultOpts)
		assert.ErrorContains(t, err, want)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for _, o := range []mpu6050.Opts{
		{AccelG: 3, GyroDPS: 250, Hz: 100},
		{AccelG: 2, GyroDPS: 300, Hz: 100},
		{AccelG: 2, GyroDPS: 250, Hz: 2},
		{AccelG: 2, GyroDPS: 250, Hz: 100, FilterHz: 7},
		{Model: "mpu1", AccelG: 2, GyroDPS: 250, Hz: 100},
	} {
		_, err := mpu6050.NewI2C(model.NewBus("i2c-1"), 0x68, &o)
		assert.ErrorContains(t, err, "; ")
	}
}

func BenchmarkRead(b *testing.B) {
	bus := model.NewBus("i2c-1")
	bus.Plug(0x68, model.NewMPU6050())
	dev, err := mpu6050.NewI2C(bus, 0x68, &mpu6050.DefaultOpts)
	require.NoError(b, err)
	v := make([]float32, 6)
	b.ReportAllocs()
	for b.Loop() {
		if err := dev.Sense(v); err != nil {
			b.Fatal(err)
		}
	}
}
