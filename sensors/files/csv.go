package files

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// csvTable is a CSV file with a header. A unit may follow a name in brackets or
// parentheses.
type csvTable struct {
	r            *csv.Reader
	names, units []string
}

func newCSV(r io.Reader, o Options) (table, error) {
	t := &csvTable{r: csv.NewReader(&limited{r: r})}
	t.r.ReuseRecord = true
	t.r.TrimLeadingSpace = true
	if o.Comma != 0 {
		t.r.Comma = o.Comma
	}
	header, err := t.r.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("header: there is no line; the first one names the columns")
	}
	if err != nil {
		return nil, fmt.Errorf("header: %w", explainCSV(err))
	}
	for i, cell := range header {
		if i == 0 {
			cell = strings.TrimPrefix(cell, "\ufeff")
		}
		name, unit := splitUnit(strings.Clone(cell))
		if name == "" || slices.Contains(t.names, name) {
			return nil, fmt.Errorf("header: column %d, %q: give each column a name of its own", i+1, name)
		}
		t.names, t.units = append(t.names, name), append(t.units, unit)
	}
	return t, nil
}

// splitUnit reads "acc_x [m/s^2]" or "acc_x (m/s^2)".
func splitUnit(s string) (name, unit string) {
	s = strings.TrimSpace(s)
	for _, pair := range []string{"[]", "()"} {
		if i := strings.IndexByte(s, pair[0]); i > 0 && s[len(s)-1] == pair[1] {
			return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1 : len(s)-1])
		}
	}
	return s, ""
}

func (t *csvTable) columns() (names, units []string) { return t.names, t.units }

func (t *csvTable) next() ([]string, string, error) {
	cells, err := t.r.Read()
	if err != nil {
		return nil, "csv", explainCSV(err)
	}
	line, _ := t.r.FieldPos(0)
	return cells, fmt.Sprintf("line %d", line), nil
}

func explainCSV(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if errors.Is(err, csv.ErrFieldCount) {
		return fmt.Errorf("%w; give each row as many columns as the header", err)
	}
	return err
}
