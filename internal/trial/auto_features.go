package trial

import "edgetune/sensors"

// Numbers of the rule for windows in time.
const (
	autoSegments = 4
	autoShortest = 4 * autoSegments // steps of a window worth cutting
	autoSpectrum = 128              // steps of a segment from which on its spectrum says more
	autoBands    = 32
	autoLongest  = 2048 // steps of a transform
	autoFloor    = 1e-3 // of a channel's deviation: what counts as silence
)

// autoFeatures picks what the net sees of a window, and says for what.
func autoFeatures(f Facts) (name string, s sensors.Spec) {
	switch l := f.Layout; {
	case l.Height > 1:
		return "an image", nil
	case l.Steps == 1:
		return "a row of readings", nil
	case f.Bands:
		return "a window of frequency bands", nil
	case l.Steps < autoShortest:
		return "a short window in time", nil
	case l.Steps/autoSegments >= autoSpectrum:
		return "a long window in time", segments(f, spectrum(l.Steps/autoSegments))
	}
	return "a window in time", segments(f, motion())
}

// segments cuts a window into equal parts. Channels are first brought to one
// scale, so that the floor under a logarithm fits all of them.
func segments(f Facts, part sensors.Spec) sensors.Spec {
	factors := make([]float32, len(f.Spread))
	for c, s := range f.Spread {
		factors[c] = 1 / s
	}
	return sensors.Spec{
		{Kind: "scale", Factors: factors},
		{Kind: "segments", Segments: autoSegments, Of: []sensors.Spec{part}},
	}
}

// motion says of a channel where it is, how much and how fast it moves (the two as
// logarithms), and how far.
func motion() sensors.Spec {
	return sensors.Spec{{Kind: "stats", Stats: []string{"mean", "logstd", "logabsdiff", "max", "min"}, Eps: autoFloor}}
}

// spectrum is motion and the power in bands of n steps.
func spectrum(n int) sensors.Spec {
	size := 1
	for size*2 <= min(n, autoLongest) {
		size *= 2
	}
	// Noise of deviation s has the power 3 s²/size in each frequency under the
	// Hann window.
	eps := autoFloor * autoFloor * 3 / float64(size)
	return sensors.Spec{{Kind: "concat", Of: []sensors.Spec{
		motion(),
		{{Kind: "bands", Size: size, Bands: autoBands, Eps: eps}},
	}}}
}
