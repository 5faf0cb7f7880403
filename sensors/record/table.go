package record

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"edgetune/sensors"
)

// Table gives classes by the time since the first sample.
type Table struct {
	at    []int64 // ns, growing
	class []int   // from then on; -1 is a pause
}

// maxMarks bounds the lines of a table.
const maxMarks = 1 << 16

// ReadTable reads lines "SECONDS,CLASS", in the order of time: from then on the class is that,
// a name of classes; "-" is a pause. A first line that is no number is a header.
func ReadTable(r io.Reader, classes []string) (*Table, error) {
	t := &Table{}
	lines := csv.NewReader(io.LimitReader(r, 1<<22))
	lines.FieldsPerRecord, lines.TrimLeadingSpace, lines.Comment = 2, true, '#'
	for first := true; ; first = false {
		cells, err := lines.Read()
		if errors.Is(err, io.EOF) && len(t.at) > 0 {
			return t, nil
		}
		if err != nil {
			return nil, fmt.Errorf("sensors/record: labels: %w; write lines as 12.5,walk", err)
		}
		line, _ := lines.FieldPos(0)
		if err := t.add(cells, classes); err != nil && !(first && errors.Is(err, errHeader)) {
			return nil, fmt.Errorf("sensors/record: labels: line %d: %w", line, err)
		}
	}
}

var errHeader = errors.New("the time is no number of seconds; write lines as 12.5,walk")

func (t *Table) add(cells, classes []string) error {
	seconds, err := strconv.ParseFloat(cells[0], 64)
	if err != nil || !(seconds >= 0 && seconds < 1e9) {
		return errHeader
	}
	at := int64(math.Round(float64(seconds * 1e9)))
	if n := len(t.at); n > 0 && at <= t.at[n-1] {
		return fmt.Errorf("%s comes after %g s; order the lines by time", cells[0], float64(t.at[n-1])/1e9)
	}
	if len(t.at) == maxMarks {
		return fmt.Errorf("more than %d lines", maxMarks)
	}
	name := strings.TrimSpace(cells[1])
	class := slices.Index(classes, name)
	if class < 0 && name != "-" {
		return fmt.Errorf("class %.40q; use one of %s, or - for a pause", name, strings.Join(classes, ", "))
	}
	t.at, t.class = append(t.at, at), append(t.class, class)
	return nil
}

// Class implements [Labels].
func (t *Table) Class(at int64, _ *sensors.Sample) (int, bool) {
	i := sort.Search(len(t.at), func(i int) bool { return t.at[i] > at }) - 1
	if i < 0 || t.class[i] < 0 {
		return -1, false
	}
	return t.class[i], true
}
