package foldertest

import "edgetune/fixedpoint"

// Sizes of the folders: rows of each split, in order.
var sizes = [4]int{150, 60, 90, 60}

// classes of the labelled folders.
const classes = 3

// normal is noise number i of stream key.
func normal(key, i int) float32 { return fixedpoint.Normal(uint32(key), uint32(i)) }

// rows is what all folders share: splits, stream order and classes, in turn.
func rows() (f Folder, split, class []uint8) {
	var t []int32
	for s, n := range sizes {
		for i := range n {
			split, class, t = append(split, uint8(s)), append(class, uint8(i%classes)), append(t, int32(i))
		}
	}
	n := len(split)
	f = Folder{
		Meta: map[string]any{"format": 1, "task": "classification", "metric": "accuracy"},
		Arrays: map[string]Array{
			"split": {"|u1", []int{n}, split},
			"t":     {"<i4", []int{n}, t},
			"y":     {"|u1", []int{n}, class},
		},
	}
	return f, split, class
}

// shift is how far the target splits have moved.
func shift(split uint8) float32 {
	if split >= 2 {
		return 1.5
	}
	return 0
}

// Rows is a folder of single readings: six channels, three classes.
func Rows() Folder {
	f, split, class := rows()
	const channels = 6
	x := make([]float32, 0, len(split)*channels)
	for i, c := range class {
		for ch := range channels {
			v := float32(0.5*normal(1, i*channels+ch)) + shift(split[i])
			if ch%classes == int(c) {
				v += 2
			}
			x = append(x, v)
		}
	}
	f.Meta["axes"] = []string{"row", "channel"}
	f.Arrays["X"] = Array{"<f4", []int{len(split), channels}, x}
	return f
}

// Windows is a folder of windows in time: 64 steps of two channels in int16 with a
// scale, three classes that differ in frequency.
func Windows() Folder {
	f, split, class := rows()
	const steps, channels = 64, 2
	x := make([]int16, 0, len(split)*steps*channels)
	for i, c := range class {
		for t := range steps {
			phase := uint32(t*(1+5*int(c))) << 26
			for ch := range channels {
				v := fixedpoint.SinTurn(phase+uint32(i)<<24) + float32(0.3*normal(2+ch, i*steps+t)) + shift(split[i])
				x = append(x, int16(v*1000))
			}
		}
	}
	f.Meta["axes"] = []string{"row", "time", "channel"}
	f.Meta["scale"] = []float64{0.001}
	f.Meta["rate_hz"] = 50
	f.Meta["classes"] = []string{"slow", "medium", "fast"}
	f.Arrays["X"] = Array{"<i2", []int{len(split), steps, channels}, x}
	return f
}

// Four is Windows, but that in the target splits every fourth row is noise, of a class
// more.
func Four() Folder {
	f := Windows()
	x, class, split := f.Arrays["X"], f.Arrays["y"].Data.([]uint8), f.Arrays["split"].Data.([]uint8)
	values := x.Data.([]int16)
	width := len(values) / len(class)
	for i := range class {
		if split[i] < 2 || i%4 != 3 {
			continue
		}
		class[i] = 3
		for k := range width {
			values[i*width+k] = int16(1500 + 2000*normal(11, i*width+k))
		}
	}
	f.Meta["classes"] = []string{"slow", "medium", "fast", "fourth"}
	return f
}

// Values is a folder of single readings with two targets: a regression.
func Values() Folder {
	f, split, _ := rows()
	const channels = 4
	var x, y []float32
	for i, s := range split {
		var sum float32
		for ch := range channels {
			v := normal(5, i*channels+ch)
			sum += v
			x = append(x, v+shift(s))
		}
		y = append(y, 10+sum, 100*sum)
	}
	f.Meta["axes"] = []string{"row", "channel"}
	f.Meta["task"], f.Meta["metric"] = "regression", "rmse"
	f.Meta["targets"], f.Meta["target_units"] = []string{"small", "large"}, []string{"V", "mV"}
	f.Arrays["X"] = Array{"<f4", []int{len(split), channels}, x}
	f.Arrays["y"] = Array{"<f4", []int{len(split), 2}, y}
	return f
}

// Runs is two recordings of 100 readings of a machine, one for source_test and one for
// target_test, in which the last 20 are anomalous.
func Runs() Folder {
	const length, channels = 100, 3
	var split, class []uint8
	var t []int32
	var x []float32
	for _, s := range []uint8{1, 3} {
		for i := range length {
			anomalous := uint8(0)
			if i >= length-20 {
				anomalous = 1
			}
			split, class, t = append(split, s), append(class, anomalous), append(t, int32(i))
			for c := range channels {
				x = append(x, normal(int(s), i*channels+c)+float32(8*anomalous))
			}
		}
	}
	return Folder{
		Meta: map[string]any{
			"format": 1, "task": "anomaly", "metric": "auc", "axes": []string{"row", "channel"}, "rate_hz": 1,
			"classes": []string{"normal", "anomaly"},
		},
		Arrays: map[string]Array{
			"X": {"<f4", []int{len(split), channels}, x}, "y": {"|u1", []int{len(split)}, class},
			"split": {"|u1", []int{len(split)}, split}, "t": {"<i4", []int{len(split)}, t},
		},
	}
}

// Named returns the folder of that name: rows, windows, four, values or runs.
func Named(name string) (Folder, bool) {
	switch name {
	case "rows":
		return Rows(), true
	case "windows":
		return Windows(), true
	case "values":
		return Values(), true
	case "four":
		return Four(), true
	case "runs":
		return Runs(), true
	}
	return Folder{}, false
}
