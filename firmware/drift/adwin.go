package drift

import (
	"math"

	"edgetune/fixedpoint"
)

// Adwin keeps a window over the stream that is as long as its mean stays the same:
// where two parts of it differ by more than chance allows, it drops the older one
// (Bifet and Gavaldà, "Learning from time-changing data with adaptive windowing",
// SDM 2007). Buckets of 1, 2, 4, … numbers, five of each size at most, stand for the
// window. It uses 6 KiB and allocates nothing.
type Adwin struct {
	delta  float64
	levels [maxLevels]level // 2^i numbers a bucket
	top    int              // levels in use
	n      int
	sum    float64
	count  int // numbers ever
}

// level is the buckets of one size, oldest first.
type level struct {
	n       int
	buckets [maxBuckets + 1]bucket
}

// bucket stands for numbers by their sum and the squares around their mean.
type bucket struct {
	sum, squares float64
}

// Numbers of the original implementation.
const (
	maxBuckets   = 5
	maxLevels    = 40
	adwinClock   = 32 // numbers between two looks
	adwinGrace   = 10
	adwinLeast   = 5 // numbers of a part
	DefaultDelta = 0.002
)

// NewAdwin returns a detector; delta is its share of false alarms, 0.002 by default.
func NewAdwin(delta float64) *Adwin {
	if !(delta > 0 && delta < 1) {
		delta = DefaultDelta
	}
	return &Adwin{delta: delta, top: 1}
}

// Change is what happened to the mean.
type Change struct{ From, To float64 }

// Rose reports a rise.
func (c Change) Rose() bool { return c.To > c.From }

// Size returns its bytes.
func (a *Adwin) Size() int { return 8*5 + maxLevels*(8+16*(maxBuckets+1)) }

// Len returns how many numbers the window stands for, Mean their mean.
func (a *Adwin) Len() int { return a.n }

// Mean returns the mean of the window, 0 of an empty one.
func (a *Adwin) Mean() float64 {
	if a.n == 0 {
		return 0
	}
	return a.sum / float64(a.n)
}

// Add takes the next number and reports whether the mean has changed.
func (a *Adwin) Add(x float64) (Change, bool) {
	a.count++
	a.n++
	a.sum += x
	a.push(0, bucket{sum: x})
	if a.count%adwinClock != 0 || a.n <= adwinGrace {
		return Change{}, false
	}
	before, changed := a.Mean(), false
	for a.cut() {
		a.drop()
		changed = true
	}
	return Change{before, a.Mean()}, changed
}

// push adds a bucket to a level; of one too many the oldest two become one.
func (a *Adwin) push(i int, b bucket) {
	for {
		l := &a.levels[i]
		l.buckets[l.n] = b
		l.n++
		if l.n <= maxBuckets || i+1 == maxLevels {
			return
		}
		size := float64(int(1) << i)
		x, y := l.buckets[0], l.buckets[1]
		d := (x.sum - y.sum) / size
		b = bucket{x.sum + y.sum, x.squares + y.squares + float64(float64(d*d)*(size/2))}
		copy(l.buckets[:], l.buckets[2:l.n])
		l.n -= 2
		i++
		a.top = max(a.top, i+1)
	}
}

// drop forgets the oldest bucket.
func (a *Adwin) drop() {
	l := &a.levels[a.top-1]
	a.n -= 1 << (a.top - 1)
	a.sum -= l.buckets[0].sum
	copy(l.buckets[:], l.buckets[1:l.n])
	l.n--
	for a.top > 1 && a.levels[a.top-1].n == 0 {
		a.top--
	}
}

// variance returns that of the window.
func (a *Adwin) variance() float64 {
	mean, v := a.Mean(), 0.0
	for i := range a.top {
		size := float64(int(1) << i)
		for _, b := range a.levels[i].buckets[:a.levels[i].n] {
			d := b.sum/size - mean
			v += b.squares + float64(size*float64(d*d))
		}
	}
	return v / float64(a.n)
}

// cut reports whether there is a place where the two parts of the window differ.
func (a *Adwin) cut() bool {
	if a.n < 2*adwinLeast {
		return false
	}
	ln := float64(fixedpoint.Log(float32(2 * float64(fixedpoint.Log(float32(a.n))) / a.delta)))
	v := a.variance()
	n0, sum0 := 0, 0.0
	for i := a.top - 1; i >= 0; i-- {
		l := &a.levels[i]
		for k := range l.n {
			n0 += 1 << i
			sum0 += l.buckets[k].sum
			n1 := a.n - n0
			if n1 < adwinLeast {
				return false
			}
			if n0 >= adwinLeast && differ(n0, n1, sum0/float64(n0), (a.sum-sum0)/float64(n1), v, ln) {
				return true
			}
		}
	}
	return false
}

// differ is the bound of the paper, §2.2, with the variance of the window.
func differ(n0, n1 int, mean0, mean1, v, ln float64) bool {
	m := 1/float64(n0-adwinLeast+1) + 1/float64(n1-adwinLeast+1)
	return math.Abs(mean0-mean1) > math.Sqrt(float64(2*m*v)*ln)+float64(float64(2.0/3*m)*ln)
}
