package trust

// reach is how many changes on either side tell how much a channel moves just now.
// A limb or a machine that moves fast does so for several samples.
const reach = 4

// peak is the largest of something in a window.
type peak struct {
	ratio float32 // to the movement around it
	size  float32 // in the channel's unit
	at    int     // step
}

func (p *peak) take(size, around float32, at int) {
	if r := size / around; r > p.ratio {
		*p = peak{r, size, at}
	}
}

// findPeaks looks for single changes (jump, at the step behind it) and single
// readings (spike) that stand out from the movement around them: the largest change
// nearby, the mean of all others, and noise. diff[i] is the change from step i to
// i+1 of x, act their mean.
func findPeaks(x, diff []float32, act, noise float32) (jump, spike peak) {
	n := float32(max(len(diff), 1))
	for i, d := range diff {
		if d <= act {
			continue
		}
		jump.take(d, largest(diff, i, i)+noise+act-d/n, i+1)
		if i+1 < len(diff) && (x[i+1] > x[i]) == (x[i+1] > x[i+2]) {
			rest := max(act-(d+diff[i+1])/n, 0)
			spike.take(min(d, diff[i+1]), largest(diff, i, i+1)+noise+rest, i+1)
		}
	}
	return jump, spike
}

// largest returns the largest change within reach of those from lo to hi, without
// them.
func largest(diff []float32, lo, hi int) float32 {
	var m float32
	for _, d := range diff[max(lo-reach, 0):lo] {
		m = max(m, d)
	}
	for _, d := range diff[hi+1 : min(hi+1+reach, len(diff))] {
		m = max(m, d)
	}
	return m
}
