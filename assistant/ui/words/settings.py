"""Words of the Settings page in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

SETTINGS_LABELS: dict[str, Text] = {
    "settings.endpoint": Text("大模型接口", "Language model"),
    "settings.endpoint_note": Text(
        "不填也能使用：内置向导不联网即可回答、生成和训练。"
        "填写任何兼容 OpenAI 的接口（例如 DeepSeek）后，对话会更自由。",
        "Optional: without it the built-in guide answers, generates and trains offline. "
        "Any OpenAI-compatible endpoint, DeepSeek for example, makes the conversation freer.",
    ),
    "settings.use": Text("回答者", "Who answers"),
    "settings.use_guide": Text("内置向导", "Built-in guide"),
    "settings.use_endpoint": Text("大模型接口", "Language model"),
    "settings.base_url": Text("接口地址", "Base URL"),
    "settings.key": Text("API 密钥", "API key"),
    "settings.key_note": Text(
        "只留在本次会话的内存里，不写入磁盘；重新打开页面后需要再次填写。地址、模型和选项由这个浏览器记住。",
        "Kept in the memory of this session only, never written to disk; enter it again after reopening the page. "
        "This browser remembers address, model and switches.",
    ),
    "settings.key_set": Text(
        "密钥已设置（环境变量或 secrets 文件），不会显示，只发给那里写明的接口。",
        "A key is set by the environment or the secrets file. It is not shown and sent only to the address set there.",
    ),
    "settings.key_entered": Text(
        "密钥已填写，只留在本次会话的内存里。", "A key is entered; it stays in the memory of this session only."
    ),
    "settings.key_gone": Text(
        "密钥只留在内存里，重新打开页面后已经没有了；请重新填写。",
        "The key was kept in memory only and is gone; enter it again.",
    ),
    "settings.key_none": Text(
        "未设置密钥；本机服务通常不需要。", "No key is set; servers on your own machine usually need none."
    ),
    "settings.effort_default": Text("默认", "Default"),
    "settings.effort_low": Text("低", "Low"),
    "settings.effort_high": Text("高", "High"),
    "settings.effort_max": Text("最高", "Max"),
    "settings.model": Text("模型", "Model"),
    "settings.model_note": Text(
        "列表来自接口；也可以直接输入模型名。", "The list comes from the endpoint; you can also type a name."
    ),
    "settings.model_choose": Text("选择或输入", "Choose or type"),
    "settings.fetch": Text("读取模型列表", "Fetch models"),
    "settings.fetched": Text("接口提供 {count} 个模型。", "The endpoint offers {count} models."),
    "settings.thinking": Text("思考模式", "Thinking"),
    "settings.thinking_default": Text("由模型决定", "Model's choice"),
    "settings.thinking_on": Text("开", "On"),
    "settings.thinking_off": Text("关", "Off"),
    "settings.effort": Text("思考强度", "Effort"),
    "settings.test": Text("测试连接", "Test connection"),
    "settings.testing": Text("正在连接接口", "Connecting to the endpoint"),
    "settings.test_ok": Text("连接成功：{model} 在 {seconds} 内作答。", "It works: {model} answered within {seconds}."),
    "settings.storage": Text("数据存放", "Storage"),
    "settings.storage_note": Text(
        "一切都保存在工作区文件夹 `{path}` 里，不会发送到别处；只有对话内容会发给您配置的接口。",
        "Everything is stored in the workspace folder `{path}`; nothing is sent anywhere, "
        "except the conversation to the endpoint that you configure.",
    ),
    "settings.storage_runs": Text(
        "运行：`runs/`，每次一个文件夹；在“运行”页删除，或直接删除文件夹。",
        "Runs: `runs/`, one folder each; delete them on the Runs page or delete the folder.",
    ),
    "settings.storage_uploads": Text(
        "上传的文件：`uploads/`，按内容命名；删除文件夹即可清除。",
        "Uploaded files: `uploads/`, named by content; delete the folder to remove them.",
    ),
    "settings.storage_conversations": Text(
        "对话：`conversations.sqlite3`；在对话里删除单个对话，删除文件则清空全部。",
        "Conversations: `conversations.sqlite3`; delete one in the chat, or the file to remove all.",
    ),
    "settings.storage_place": Text(
        "要换位置，请设置环境变量 `WORKBENCH_HOME` 后重新启动。",
        "To move it, set the environment variable `WORKBENCH_HOME` and start again.",
    ),
    "settings.about": Text("版本与硬件", "Version and hardware"),
    "settings.version": Text("版本 {version} · Python {python}", "Version {version} · Python {python}"),
    "settings.hardware": Text(
        "{cores} 个 CPU 核 · 内存 {memory} · {gpu}", "{cores} CPU cores · {memory} memory · {gpu}"
    ),
    "settings.gpu_none": Text("未发现 GPU", "no GPU found"),
}
