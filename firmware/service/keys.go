package service

// Key is one key of the configuration.
type Key struct {
	Name string // section.key
	Live bool   // a reload changes it; else a restart is needed
	What string

	field func(*Config) any // a pointer to it
}

// Keys lists every key that is a single value, in the order of the documentation;
// [[sensor]] and [[button]] are lists of tables beside them. docs/service.md shows this
// table, and a test compares the two.
func Keys() []Key {
	return []Key{
		{"device.name", false, "name in MQTT topics: letters, digits, - and _", func(c *Config) any { return &c.Device.Name }},
		{"model.file", false, "model file, made by `edgetune train`; never changed", func(c *Config) any { return &c.Model.File }},
		{"model.key", false, "minisign public key, its line of base64; the model must be signed with it as a model: FILE.minisig; empty for any model", func(c *Config) any { return &c.Model.Key }},
		{"model.precision", false, "storage of weights and activations: f16 or f32, in integers q7 or q15; f16 leaves a file of integers as it is", func(c *Config) any { return &c.Model.Precision }},
		{"model.kernels", false, "set of kernels; empty for the best of this machine", func(c *Config) any { return &c.Model.Kernels }},
		{"state.folder", false, "folder of generations and journal", func(c *Config) any { return &c.State.Folder }},
		{"state.write_budget", false, "bytes that generations and journal may take of the storage in a day", func(c *Config) any { return &c.State.WriteBudget }},
		{"state.sync", false, "the longest that a label stays in memory alone, 1s to 60s", func(c *Config) any { return &c.State.Sync }},
		{"learn.replay", false, "memory of windows to learn from again", func(c *Config) any { return &c.Learn.Replay }},
		{"learn.work", false, "windows in gradients for each labelled one, 1 to 16", func(c *Config) any { return &c.Learn.Work }},
		{"learn.gate", false, "serve what was learned only where held-out windows prove it better", func(c *Config) any { return &c.Learn.Gate }},
		{"learn.seed", false, "of everything random", func(c *Config) any { return &c.Learn.Seed }},
		{"learn.layers", false, "what learns, as `edgetune plan` writes it: all, or like \"conv2:bias dense1:all\"", func(c *Config) any { return &c.Learn.Layers }},
		{"learn.max_move", false, "most that a layer of what serves moves in a day, relative to its length; 0 for no limit", func(c *Config) any { return &c.Learn.MaxMove }},
		{"learn.memory", false, "most bytes for all of learning; 0 for no limit", func(c *Config) any { return &c.Learn.Memory }},
		{"learn.cpu_share", true, "share of one core that learning may take, above 0 to 1", func(c *Config) any { return &c.Learn.CPUShare }},
		{"learn.max_temperature", true, "degC of the processor above which learning rests until it is 5 degC cooler; 0 for no limit", func(c *Config) any { return &c.Learn.MaxTemperature }},
		{"learn.new_classes", false, "classes that people may teach the net beside its own, 0 to 16; 0 for none", func(c *Config) any { return &c.Learn.NewClasses }},
		{"learn.shots", false, "labelled windows that a new class is learned from, 2 to 32", func(c *Config) any { return &c.Learn.Shots }},
		{"labels.source", false, "learn from the labels that the sensors' data bring along", func(c *Config) any { return &c.Labels.Source }},
		{"labels.keep", false, "windows that wait for a label", func(c *Config) any { return &c.Labels.Keep }},
		{"labels.wait", false, "let the source wait while learning is busy: for recordings; a sensor would lose samples", func(c *Config) any { return &c.Labels.Wait }},
		{"trust.limits", true, "JSON file of limits in place of the model's; empty for those", func(c *Config) any { return &c.Trust.Limits }},
		{"trust.off", true, "faults of readings that are not looked for, like \"stuck\"", func(c *Config) any { return &c.Trust.Off }},
		{"anomaly.fit", false, "seconds at the very beginning that say what is normal, 60 to 3600; 0 for no score", func(c *Config) any { return &c.Anomaly.Fit }},
		{"http.listen", false, "address of page and interface; empty for none; other than loopback needs a token", func(c *Config) any { return &c.HTTP.Listen }},
		{"http.token_file", true, "file with the token alone, 16 characters or more; EDGETUNE_TOKEN stands above it", func(c *Config) any { return &c.HTTP.TokenFile }},
		{"http.hosts", false, "names, beside addresses and the machine's own, under which it may be asked for", func(c *Config) any { return &c.HTTP.Hosts }},
		{"http.streams", false, "pages that may follow live at a time, 1 to 64", func(c *Config) any { return &c.HTTP.Streams }},
		{"mqtt.broker", false, "mqtt://host:1883, or mqtts://host:8883 with TLS; empty for none", func(c *Config) any { return &c.MQTT.Broker }},
		{"mqtt.user", false, "for the broker", func(c *Config) any { return &c.MQTT.User }},
		{"mqtt.password_file", false, "file with the password alone", func(c *Config) any { return &c.MQTT.PasswordFile }},
		{"mqtt.ca", false, "file with the broker's certificate, in place of the system's", func(c *Config) any { return &c.MQTT.CA }},
		{"mqtt.discovery", false, "prefix of Home Assistant's discovery; empty for none", func(c *Config) any { return &c.MQTT.Discovery }},
		{"mqtt.every", false, "least time between two messages of a topic", func(c *Config) any { return &c.MQTT.Every }},
		{"log.level", true, "debug, info, warn or error", func(c *Config) any { return &c.Log.Level }},
		{"log.format", false, "text or json", func(c *Config) any { return &c.Log.Format }},
	}
}
