package chip

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Option is a setting of a chip's driver: a field of its Opts with the tag
// `conf:"name" means:"what it is"`.
type Option struct {
	Name    string
	Default string
	Means   string
}

// options lists the settings in opts, a pointer to a struct.
func options(opts any) []Option {
	var list []Option
	v := reflect.ValueOf(opts).Elem()
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag
		if name := tag.Get("conf"); name != "" {
			list = append(list, Option{name, fmt.Sprint(v.Field(i).Interface()), tag.Get("means")})
		}
	}
	slices.SortFunc(list, func(a, b Option) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// fields returns the settable fields of opts by their names.
func fields(opts any) map[string]reflect.Value {
	v := reflect.ValueOf(opts).Elem()
	byName := map[string]reflect.Value{}
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("conf"); name != "" {
			byName[name] = v.Field(i)
		}
	}
	return byName
}

// setOptions writes the given values into opts, a pointer to a struct.
func setOptions(opts any, values map[string]string) error {
	byName := fields(opts)
	for key, value := range values {
		f, ok := byName[key]
		if !ok {
			return unknown(key, opts)
		}
		if err := setField(f, value); err != nil {
			return fmt.Errorf("%s=%s: give %s", key, value, err)
		}
	}
	return nil
}

func unknown(key string, opts any) error {
	var names []string
	for _, o := range options(opts) {
		names = append(names, o.Name)
	}
	if len(names) == 0 {
		return fmt.Errorf("unknown option %q; this chip has none", key)
	}
	return fmt.Errorf("unknown option %q; use some of %s", key, strings.Join(names, ", "))
}

// setField parses value for the kind of f; the error names what is wanted.
func setField(f reflect.Value, value string) error {
	switch f.Kind() {
	case reflect.String:
		f.SetString(value)
	case reflect.Bool:
		b, err := strconv.ParseBool(value)
		if err != nil {
			return fmt.Errorf("true or false")
		}
		f.SetBool(b)
	case reflect.Int:
		n, err := strconv.ParseInt(value, 0, 32)
		if err != nil {
			return fmt.Errorf("a whole number")
		}
		f.SetInt(n)
	case reflect.Float64:
		x, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return fmt.Errorf("a number")
		}
		f.SetFloat(x)
	default:
		return fmt.Errorf("nothing: the option cannot be set")
	}
	return nil
}
