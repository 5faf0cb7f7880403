package zoo

import (
	"embed"
	"fmt"
	"strings"

	"edgetune/nn"
)

//go:embed *.net
var files embed.FS

// Names returns the named nets, sorted.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".net"))
	}
	return names
}

// Lookup returns the net of that name.
func Lookup(name string) (nn.Spec, error) {
	text, err := files.ReadFile(name + ".net")
	if err != nil {
		return nn.Spec{}, fmt.Errorf("zoo: unknown net %q; there are %s", name, strings.Join(Names(), ", "))
	}
	return nn.Parse(string(text))
}
