package metric

// Confusion counts, for each true class, what a classifier answered.
type Confusion struct {
	Counts [][]int // [true class][answer]
}

// NewConfusion counts answers among n classes.
func NewConfusion(n int) *Confusion {
	c := &Confusion{Counts: make([][]int, n)}
	for i := range c.Counts {
		c.Counts[i] = make([]int, n)
	}
	return c
}

// Add counts one answer.
func (c *Confusion) Add(class, answer int) { c.Counts[class][answer]++ }

// Len returns how many answers there are.
func (c *Confusion) Len() int {
	n := 0
	for _, row := range c.Counts {
		n += total(row)
	}
	return n
}

// Right returns how many answers were right.
func (c *Confusion) Right() int {
	n := 0
	for i, row := range c.Counts {
		n += row[i]
	}
	return n
}

// Accuracy returns the share of right answers, 0 without any.
func (c *Confusion) Accuracy() float64 { return float64(c.Right()) / float64(max(c.Len(), 1)) }

// Balanced returns the share of right answers averaged over the classes that
// occur, 0 without any.
func (c *Confusion) Balanced() float64 {
	var sum float64
	classes := 0
	for i, row := range c.Counts {
		if n := total(row); n > 0 {
			sum += float64(row[i]) / float64(n)
			classes++
		}
	}
	return sum / float64(max(classes, 1))
}

func total(row []int) int {
	n := 0
	for _, v := range row {
		n += v
	}
	return n
}
