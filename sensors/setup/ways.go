package setup

// ways lists the ways in that are no chip: to add one, write how it opens and a line here.
func ways() []Driver {
	speed := Option{"speed", "0", "1 keeps its own pace, 0 is as fast as possible"}
	rows := []Option{
		{"time", "", "column with the time"},
		{"time_unit", "s", "s, ms, us or ns"},
		{"label", "label", "column with the class"},
		{"classes", "", "names of the classes, as off,on"},
		{"run", "run", "column whose change starts a recording"},
		{"units", "", "by channel, as degC,Pa"},
		{"comma", ",", "between the columns of CSV"},
		{"skip_missing", "false", "leave out rows with gaps"},
		speed,
	}
	raw := []Option{{"units", "", "by channel"}}
	return []Driver{
		{
			Name: "iio", Kind: "kernel", Measures: "any sensor that the kernel drives", Rate: 1, MaxRate: 1e5, path: cannot, open: openIIO,
			Line: "iio device=bme280 rate=1",
			Options: []Option{
				{"device", "", "its name or number, as bme280 or iio:device0"},
				{"buffered", "false", "let the kernel collect the samples"},
				{"trigger", "", "of a buffered device without a clock"},
				{"length", "0", "samples that the kernel holds"},
			},
		},
		{
			Name: "host", Kind: "board", Measures: "the board itself: temperature, load, clock, throttling", Rate: 1, MaxRate: 1e3,
			Channels: []string{"temperature", "load", "frequency", "undervoltage", "throttled"},
			Units:    []string{"degC", "%", "Hz", "0/1", "0/1"},
			path:     cannot, open: openHost, Line: "host rate=1",
		},
		{
			Name: "mqtt", Kind: "network", Measures: "messages of an MQTT topic: JSON objects, lists or numbers", path: cannot, open: openMQTT,
			Line: "mqtt broker=mqtt://localhost:1883 topic=home/room channels=temperature,humidity",
			Options: []Option{
				{"broker", "mqtt://localhost:1883", "mqtt://host:1883, or mqtts://host:8883 with TLS"},
				{"topic", "", "of the messages"},
				{"user", "", "for the broker"},
				{"password_file", "", "a file with the password alone"},
				{"ca", "", "a file with the broker's certificate, in place of the system's"},
				{"units", "", "by channel, as degC,%RH"},
				{"label", "", "key of the class"},
				{"classes", "", "names of the classes, as off,on"},
				{"timeout", "0", "s without a message that are an error; 0 waits"},
			},
		},
		{
			Name: "microphone", Kind: "sound", Measures: "sound, through ALSA's arecord", Rate: 16000, MaxRate: 384000, path: cannot, open: openMicrophone,
			Channels: []string{"mono"}, Units: []string{"FS"},
			Line:    "microphone device=default rate=16000",
			Options: []Option{{"device", "default", "as arecord -L lists them"}, {"bits", "16", "16 or 32"}},
		},
		{Name: "csv", Kind: "file", Measures: "a table with a header; - is standard input", clock: own, path: must, open: openFile, Options: rows, Line: "csv path=data.csv rate=50"},
		{Name: "jsonl", Kind: "file", Measures: "one JSON object a line; - is standard input", clock: own, path: must, open: openFile, Options: rows, Line: "jsonl path=- rate=10"},
		{Name: "wav", Kind: "file", Measures: "sound", clock: own, path: must, rate: cannot, open: openFile, Options: raw, Line: "wav path=sound.wav"},
		{Name: "s16le", Kind: "file", Measures: "frames of 16-bit integers", clock: own, path: must, rate: must, Rate: 16000, open: openFile, Options: raw, Line: "s16le path=- rate=16000 channels=mono"},
		{Name: "f32le", Kind: "file", Measures: "frames of 32-bit floats", clock: own, path: must, rate: must, Rate: 16000, open: openFile, Options: raw, Line: "f32le path=- rate=16000 channels=mono"},
		{
			Name: "replay", Kind: "file", Measures: "a data folder, played back", clock: own, path: must, rate: cannot, open: openReplay,
			Line:    "replay path=mydata split=target_adapt",
			Options: []Option{{"split", "target_adapt", "source_train, source_test, target_adapt or target_test"}, {"skip_missing", "false", "leave out rows with gaps"}, speed},
		},
		{
			Name: "synth", Kind: "simulation", Measures: "a simulated machine with an accelerometer", clock: own, Rate: 800, MaxRate: 800, rate: cannot, path: cannot, open: openSynth,
			Channels: []string{"x", "y", "z"}, Units: []string{"m/s^2", "m/s^2", "m/s^2"},
			Line: "synth machine=field seed=1 episodes=40",
			Options: []Option{
				{"machine", "factory", "factory, or field: faster, sensor turned"},
				{"seed", "1", "of its random numbers"},
				{"episodes", "40", "of 2 s each; 0 never ends"},
				speed,
			},
		},
	}
}
