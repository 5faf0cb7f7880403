package plant

import (
	"math"

	"edgetune/internal/trial/foldertest"
)

// Channels are the values of the sensors imu, room and adc, merged in this order.
func Channels() []string {
	return []string{
		"imu.acc_x", "imu.acc_y", "imu.acc_z", "imu.gyr_x", "imu.gyr_y", "imu.gyr_z",
		"room.temperature", "room.pressure", "room.humidity", "adc.in0",
	}
}

// Units are theirs.
func Units() []string {
	return []string{"m/s^2", "m/s^2", "m/s^2", "rad/s", "rad/s", "rad/s", "degC", "Pa", "%RH", "V"}
}

// The steps of the MPU-6050 (register map 4.2, registers 59 and 67).
const (
	accelStep = 4 * 9.80665 / 32768
	gyroStep  = math.Pi / 180 / 65.5
)

// rows of each split of a recording.
var rows = [4]int{240, 80, 80, 80}

// Folder is a recording of the machine, in windows that idle and run in turn.
func Folder() foldertest.Folder {
	var x []float32
	var split, class []uint8
	var t []int32
	for s, n := range rows {
		for i := range n {
			row := len(t)
			x = appendWindow(x, Class(row%2), row*Steps)
			split, class, t = append(split, uint8(s)), append(class, uint8(row%2)), append(t, int32(i))
		}
	}
	n := len(t)
	return foldertest.Folder{
		Meta: map[string]any{
			"format": 1, "task": "classification", "metric": "accuracy", "axes": []string{"row", "time", "channel"},
			"channels": Channels(), "units": Units(), "classes": Classes(), "rate_hz": Rate,
		},
		Arrays: map[string]foldertest.Array{
			"X":     {DType: "<f4", Shape: []int{n, Steps, len(Channels())}, Data: x},
			"y":     {DType: "|u1", Shape: []int{n}, Data: class},
			"split": {DType: "|u1", Shape: []int{n}, Data: split},
			"t":     {DType: "<i4", Shape: []int{n}, Data: t},
		},
	}
}

// appendWindow appends the samples from i on [time × channel], slow values held.
func appendWindow(x []float32, c Class, i int) []float32 {
	for s := i; s < i+Steps; s++ {
		n := Counts(c, s)
		for _, k := range []int{0, 1, 2} {
			x = append(x, float32(float64(n[k])*accelStep))
		}
		for _, k := range []int{4, 5, 6} {
			x = append(x, float32(float64(n[k])*gyroStep))
		}
		t, p, h := Room(int(float64(s) * RoomRate / Rate))
		x = append(x, float32(t), float32(p), float32(h), float32(Volts(int(float64(s)*VoltRate/Rate))))
	}
	return x
}
