package iio

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"edgetune/sensors/internal/attr"
)

// element is one value of a scan, the kernel's word for a sample in its buffer.
type element struct {
	Channel
	format format
	index  int // the kernel's order
	offset int // bytes from the start of a scan
	to     int // place in Values; -1 for the time stamp
}

// timestamp is the kernel's name for the channel with the time in ns.
const timestamp = "timestamp"

// folder returns where the elements of a device are described.
func (d Device) folder() string { return filepath.Join(d.dir, "scan_elements") }

// elements reads what the buffer of a device can hold.
func (d Device) elements() ([]element, error) {
	files, err := os.ReadDir(d.folder())
	if err != nil {
		return nil, err
	}
	var list []element
	for _, f := range files {
		name, ok := strings.CutPrefix(f.Name(), "in_")
		if name, ok2 := strings.CutSuffix(name, "_en"); ok && ok2 {
			e, err := d.element(name)
			if err != nil {
				return nil, fmt.Errorf("channel %s: %w", name, err)
			}
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b element) int { return a.index - b.index })
	return list, nil
}

func (d Device) element(name string) (element, error) {
	file := filepath.Join(d.folder(), "in_"+name)
	text, err := attr.Text(file + "_type")
	if err != nil {
		return element{}, err
	}
	f, err := parseFormat(text)
	if err != nil {
		return element{}, err
	}
	index, err := attr.Float(file + "_index")
	if err != nil {
		return element{}, err
	}
	c := newChannel(name, "", d.shared(name, "offset", 0), d.shared(name, "scale", 1))
	return element{Channel: c, format: f, index: int(index), to: -1}, nil
}

// layOut gives each element its offset: values are aligned to their own size, and a scan
// to that of its largest one. It returns the bytes of a scan.
func layOut(list []element) int {
	size, largest := 0, 1
	for i := range list {
		n := list[i].format.storage
		size = (size + n - 1) / n * n
		list[i].offset = size
		size += n
		largest = max(largest, n)
	}
	return (size + largest - 1) / largest * largest
}

// enable tells the kernel which elements to store.
func (d Device) enable(all, chosen []element) error {
	for _, e := range all {
		on := "0"
		if slices.ContainsFunc(chosen, func(c element) bool { return c.Name == e.Name }) {
			on = "1"
		}
		if err := attr.Write(filepath.Join(d.folder(), "in_"+e.Name+"_en"), on); err != nil {
			return err
		}
	}
	return nil
}
