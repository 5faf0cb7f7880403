package sensors

import "fmt"

// resample draws each channel through a fixed number of points, evenly spaced from
// its first to its last valid step, by linear interpolation.
type resample struct{ in, out Layout }

func newResample(step Step, in Layout) (stage, error) {
	if step.Length < 2 || step.Length > maxValues {
		return nil, fmt.Errorf("length %d; give at least 2", step.Length)
	}
	out := in
	out.Steps = step.Length
	out.Rate = in.Rate * float64(step.Length) / float64(in.Steps)
	return resample{in, out}, needTime(in)
}

func (r resample) layout() Layout { return r.out }

func (r resample) apply(dst, src []float32, length int) int {
	n, m := r.in.Steps, r.out.Steps
	for c := range r.in.Channels {
		resampleTo(dst[c*m:c*m+m], src[c*n:c*n+max(length, 1)])
	}
	return m
}

// resampleTo fills dst, at least 2 long, from x, at least 1 long. The place of each
// point is a fraction of integers, so it is the same on every machine.
func resampleTo(dst, x []float32) {
	parts := uint64(len(dst) - 1)
	for j := range dst {
		at := uint64(j) * uint64(len(x)-1)
		i, part := int(at/parts), at%parts
		dst[j] = x[i]
		if part > 0 {
			dst[j] += float32(float32(part) / float32(parts) * (x[i+1] - x[i]))
		}
	}
}
