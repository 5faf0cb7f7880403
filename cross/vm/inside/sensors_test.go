package inside

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSensors reads three chips through a real /dev/i2c-N, with our drivers and with
// the kernel's, on the same register models.
func TestSensors(t *testing.T) {
	b := plugged(t)
	t.Run("BME280", b.testBME280)
	t.Run("MPU-6050 at 4 Hz", b.testSlowMPU6050)
	t.Run("MPU-6050", b.testMPU6050)
	t.Run("ADS1115", b.testADS1115)
}

// testBME280: the data sheet's worked example, then weather from the Arctic to a
// desert. The steps are 0.01 degC, 1/128 Pa (of a float32 there) and 1/1024 %RH.
func (b *board) testBME280(t *testing.T) {
	s := b.ours(t, "bme280 rate=50")
	defer s.Close()
	b.bme.SetRaw(519888, 415148, 30000)
	first := read(t, s)
	assert.InDelta(t, 25.08, first[0], 0.005, "degC of the data sheet")
	assert.InDelta(t, 100653.27, first[1], 0.05, "Pa of the data sheet")
	b.bind(t, "bme280", "0x77", "bme280")
	for _, w := range [][3]float64{{25.08, 100653, 50}, {-19.5, 104200, 85}, {0, 98000, 10}, {43.7, 87500, 3}} {
		b.bme.Set(w[0], w[1], w[2])
		ours := read(t, s)
		theirs := kernel(t, "bme280", "temp", "pressure", "humidityrelative")
		t.Logf("ours %v, the kernel's %v", ours, theirs)
		equal(t, scaled(theirs, 0.01, 1.0/128, 1.0/1024), scaled(ours, 0.01, 1.0/128, 1.0/1024), 1)
		assert.InDelta(t, w[0], ours[0], 0.02)
	}
}

// testSlowMPU6050 at its lowest rate: the samples come one after the other, on time.
func (b *board) testSlowMPU6050(t *testing.T) {
	b.mpu.Signal = func(i int) [7]int16 { return [7]int16{int16(i)} }
	s := b.ours(t, "mpu6050 rate=4 accel_g=2")
	defer s.Close()
	const step = 2 * 9.80665 / 32768
	first, opened := read(t, s)[0], time.Now()
	for i := range 4 {
		assert.InDelta(t, first+float32(i+1)*step, read(t, s)[0], step/2, "sample %d", i+1)
	}
	assert.Less(t, time.Since(opened), 4*time.Second, "four samples at 4 Hz")
}

// testMPU6050 at ±2 g and 2000 deg/s, which the kernel's driver takes too: the same
// counts, and the same values but for the kernel's scales, which it rounds to 1e-6.
func (b *board) testMPU6050(t *testing.T) {
	want := [7]int16{1234, -5678, 16384, -2000, 131, -262, 32767}
	b.mpu.Signal = func(int) [7]int16 { return want }
	s := b.ours(t, "mpu6050 rate=100 accel_g=2 gyro_dps=2000")
	ours := read(t, s)
	require.NoError(t, s.Close())
	dir := b.bind(t, "mpu6050", "0x69", "mpu6050")
	channels := []string{"accel_x", "accel_y", "accel_z", "anglvel_x", "anglvel_y", "anglvel_z"}
	const a, g = 2 * 9.80665 / 32768, math.Pi / 180 / (131.0 / 8) // register map 4.2, registers 59 and 67
	equal(t, counts(t, dir, channels...), scaled(ours, a, a, a, g, g, g), 0.01)
	theirs := kernel(t, "mpu6050", channels...)
	t.Logf("ours %v, the kernel's %v", ours, theirs)
	for i := range theirs {
		assert.InEpsilon(t, theirs[i], ours[i], 2e-3, channels[i])
	}
}

// testADS1115 at ±2.048 V, the kernel's range unless told otherwise.
func (b *board) testADS1115(t *testing.T) {
	s := b.ours(t, "ads1115 rate=20 range_v=2.048")
	b.ads.Volts = [4]float64{1.2345, 0.5001, 2.0479, -0.01}
	ours := read(t, s)
	require.NoError(t, s.Close())
	dir := b.bind(t, "ads1115", "0x49", "ads1015")
	channels := []string{"voltage0", "voltage1", "voltage2", "voltage3"}
	theirs := kernel(t, "ads1015", channels...)
	t.Logf("ours %v, the kernel's %v", ours, theirs)
	equal(t, counts(t, dir, channels...), scaled(ours, 2.048/32768), 1)
	equal(t, theirs, ours, 2.048/32768)
}
