package replay

import (
	"fmt"
	"strings"
)

// Split is the part of a data folder that a row belongs to.
type Split uint8

// The splits, by their code in the array split.
const (
	SourceTrain Split = iota // what the factory had
	SourceTest
	TargetAdapt // what the device sees, a stream in the order of t
	TargetTest
	splits = 4
)

var splitNames = [splits]string{"source_train", "source_test", "target_adapt", "target_test"}

// String returns the name of s in the command line and in meta.json.
func (s Split) String() string {
	if s < splits {
		return splitNames[s]
	}
	return fmt.Sprintf("split(%d)", uint8(s))
}

// ParseSplit returns the split of a name.
func ParseSplit(name string) (Split, error) {
	for i, n := range splitNames {
		if n == name {
			return Split(i), nil
		}
	}
	return 0, fmt.Errorf("sensors/replay: split %q: unknown; use one of %s", name, strings.Join(splitNames[:], ", "))
}
