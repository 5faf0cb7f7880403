package firmware

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// differences names the settings that two texts do not share: "work was 16 and is 3".
// Texts that are no JSON objects are given whole.
func differences(was, is string) string {
	a, b := flat(was), flat(is)
	if a == nil || b == nil {
		return fmt.Sprintf("it was %s and is %s", was, is)
	}
	keys := maps.Clone(a)
	maps.Copy(keys, b)
	var list []string
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if a[k] != b[k] {
			list = append(list, fmt.Sprintf("%s was %s and is %s", k, short(a[k]), short(b[k])))
		}
	}
	return strings.Join(list, ", ")
}

// flat returns the values of a JSON object as text; those of an object within are
// named after both: "rates.eta".
func flat(text string) map[string]string {
	var object map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &object) != nil {
		return nil
	}
	out := map[string]string{}
	for k, v := range object {
		inner := flat(string(v))
		if len(inner) == 0 {
			out[k] = string(v)
		}
		for name, value := range inner {
			out[k+"."+strings.ToLower(name)] = value
		}
	}
	return out
}

// short cuts a hash to what one tells it by.
func short(v string) string {
	v = strings.Trim(v, `"`)
	switch {
	case v == "":
		return "not set"
	case len(v) == 64:
		return v[:16] + "…"
	}
	return v
}
