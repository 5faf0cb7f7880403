package service

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// least is the shortest configuration.
const least = "[model]\nfile = \"m\"\n[[sensor]]\ndriver = \"host\"\n"

func TestParse(t *testing.T) {
	c, err := Parse([]byte(least+"[learn]\nreplay = \"64K\"\n[state]\nsync = \"20s\"\nwrite_budget = \"30M\"\n[trust]\noff = [\"stuck\"]\n"), []string{
		"EDGETUNE_LEARN_CPU_SHARE=0.25", "EDGETUNE_HTTP_HOSTS=a.example,b.example", "EDGETUNE_KERNELS=generic", "STATE_DIRECTORY=/var/lib/x:/var/lib/y",
	})
	require.NoError(t, err)
	assert.Equal(t, Bytes(64<<10), c.Learn.Replay)
	assert.Equal(t, 20*time.Second, c.State.Sync)
	assert.InDelta(t, 0.25, c.Learn.CPUShare, 0)
	assert.Equal(t, []string{"a.example", "b.example"}, c.HTTP.Hosts)
	assert.Equal(t, "/var/lib/x", c.State.Folder)
	assert.Equal(t, "host", c.Sensors[0].Driver)
}

// TestWrite: what is printed is a configuration, and the same one.
func TestWrite(t *testing.T) {
	c, err := Parse([]byte(least+"[[button]]\nline = \"GPIO5\"\nclass = \"on\"\n[[sensor]]\nname=\"b\"\ndriver = \"bme280\"\nbus = 1\naddress = 0x76\n"), nil)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, c.Write(&b))
	again, err := Parse(b.Bytes(), nil)
	require.NoError(t, err, b.String())
	again.Sensors[0].Options, again.Sensors[1].Options = nil, nil
	again.Sensors[0].Channels, again.Sensors[1].Channels = nil, nil
	again.HTTP.Hosts, again.Trust.Off = nil, nil
	assert.Equal(t, c, again)
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, env, want string }{
		{"unknown key", least + "[learn]\ncpu = 1\n", "", "line 6: unknown key learn.cpu; there are learn.replay"},
		{"unknown section", least + "[lern]\nwork = 1\n", "", "unknown key lern"},
		{"unknown key of a sensor", least + "speed = 3\n", "", "line 5: unknown key sensor.speed"},
		{"syntax", "[model]\nfile = = 1\n", "", "line 2"},
		{"type", least + "[learn]\nwork = \"much\"\n", "", "learn.work"},
		{"variable", least, "EDGETUNE_LEARN_SHARE=1", "EDGETUNE_LEARN_SHARE stands for no key"},
		{"value of a variable", least, "EDGETUNE_LEARN_WORK=x", `EDGETUNE_LEARN_WORK: "x": give a whole number`},
		{"no model", "[[sensor]]\ndriver = \"host\"\n", "", "model.file: no model"},
		{"no sensor", "[model]\nfile = \"m\"\n", "", "sensor: no sensor"},
		{"driver", "[model]\nfile = \"m\"\n[[sensor]]\ndriver = \"x\"\n", "", "sensor 1: "},
		{"key", least, "EDGETUNE_MODEL_KEY=RWQ", "model.key: signature: key: not a minisign public key"},
		{"key with its comment", least, "EDGETUNE_MODEL_KEY=untrusted comment: x\nRWQ", "model.key: write the second line"},
		{"share", least, "EDGETUNE_LEARN_CPU_SHARE=NaN", "cpu_share"},
		{"temperature", least, "EDGETUNE_LEARN_MAX_TEMPERATURE=300", "max_temperature"},
		{"bytes", least, "EDGETUNE_LEARN_REPLAY=9999G", "EDGETUNE_LEARN_REPLAY"},
		{"device", least, "EDGETUNE_DEVICE_NAME=a/b", "device.name"},
		{"listen", least, "EDGETUNE_HTTP_LISTEN=example.org:80", "http.listen"},
		{"host", least, "EDGETUNE_HTTP_HOSTS=http://a", "http.hosts"},
		{"broker", least, "EDGETUNE_MQTT_BROKER=mqtt://u:p@a", "mqtt.broker"},
		{"fault", least, "EDGETUNE_TRUST_OFF=gremlins", `trust.off: sensors: unknown fault "gremlins"; use some of ["range" "rate of change"`},
		{"sync", least, "EDGETUNE_STATE_SYNC=2m", "state.sync"},
		{"writes", least, "EDGETUNE_STATE_WRITE_BUDGET=4M", "state.write_budget"},
		{"button", least + "[[button]]\nline = \"GPIO5\"\n", "", "button 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse([]byte(c.text), []string{c.env})
			require.ErrorContains(t, err, c.want)
		})
	}
}

// TestEveryFieldHasAKey: no field without a row of the table, and back.
func TestEveryFieldHasAKey(t *testing.T) {
	var fields []string
	typ := reflect.TypeOf(Config{})
	for i := range typ.NumField() {
		section := typ.Field(i)
		if section.Type.Kind() != reflect.Struct {
			continue
		}
		for j := range section.Type.NumField() {
			fields = append(fields, section.Tag.Get("toml")+"."+section.Type.Field(j).Tag.Get("toml"))
		}
	}
	var keys []string
	for _, k := range Keys() {
		keys = append(keys, k.Name)
	}
	assert.Equal(t, fields, keys)
}

// table is the one of docs/service.md.
func table() string {
	var b strings.Builder
	b.WriteString("| key | default | live | what |\n|---|---|---|---|\n")
	c := Default()
	c.Device.Name = "the machine's name"
	for _, k := range Keys() {
		live := ""
		if k.Live {
			live = "yes"
		}
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", k.Name, k.Text(&c), live, k.What)
	}
	return b.String()
}

var update = flag.Bool("update", false, "write the table of keys into docs/service.md")

func TestTableOfTheDocs(t *testing.T) {
	const path, begin, end = "../../docs/service.md", "<!-- keys -->\n", "<!-- end of keys -->"
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	head, rest, ok := strings.Cut(string(text), begin)
	require.True(t, ok)
	got, tail, ok := strings.Cut(rest, end)
	require.True(t, ok)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(head+begin+table()+end+tail), 0o644))
		return
	}
	assert.Equal(t, table(), got, "go test ./firmware/service -run TableOfTheDocs -update")
}

func TestExample(t *testing.T) {
	_, err := Load("../../examples/service/edgetune.toml", nil)
	require.NoError(t, err)
}

func TestToken(t *testing.T) {
	c := Default()
	path := filepath.Join(t.TempDir(), "token")
	token, err := c.Token(nil)
	require.NoError(t, err)
	assert.Empty(t, token)
	c.HTTP.Listen = "0.0.0.0:8080"
	_, err = c.Token(nil)
	require.ErrorContains(t, err, "there is no token")
	require.NoError(t, os.WriteFile(path, []byte("short\n"), 0o600))
	c.HTTP.TokenFile = path
	_, err = c.Token(nil)
	require.ErrorContains(t, err, "5 characters")
	require.NotContains(t, err.Error(), "short")
	require.NoError(t, os.WriteFile(path, []byte("0123456789abcdef\n"), 0o600))
	token, err = c.Token(nil)
	require.NoError(t, err)
	assert.Equal(t, "0123456789abcdef", token)
	token, err = c.Token([]string{"EDGETUNE_TOKEN=fedcba98765432100"})
	require.NoError(t, err)
	assert.Equal(t, "fedcba98765432100", token)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(least), "EDGETUNE_LEARN_WORK=3")
	f.Add([]byte(least+"[learn]\nreplay = 1\n[http]\nhosts = [\"a\"]\n"), "")
	f.Add([]byte("a.b = 1\n[a.\"b c\"]\nx=[1,{y=2}]"), "EDGETUNE_HTTP_X=1")
	f.Fuzz(func(t *testing.T, text []byte, env string) {
		c, err := Parse(text, []string{env})
		if err != nil {
			return
		}
		var b bytes.Buffer
		require.NoError(t, c.Write(&b))
		_, err = Parse(b.Bytes(), nil)
		require.NoError(t, err, "what is printed is refused:\n%s", b.String())
	})
}
