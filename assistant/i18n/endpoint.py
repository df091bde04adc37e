"""What can go wrong between the workbench and an endpoint, in Chinese and English, side by side."""

from lstm_core.i18n.languages import Text

CLIENT_TEXTS: dict[str, Text] = {
    "client.key_malformed": Text(
        "API 密钥里有空格、换行或非英文字符，不可能有效。请在设置里重新粘贴密钥。",
        "The API key contains spaces, line breaks or non-ASCII characters, so it cannot be valid. "
        "Paste it again in Settings.",
    ),
    "client.unauthorized": Text(
        "{url} 不接受这个 API 密钥（HTTP 401）。请在设置里检查密钥，或改用内置向导。",
        "{url} does not accept this API key (HTTP 401). Check it in Settings, or let the built-in guide answer.",
    ),
    "client.balance": Text(
        "{url} 的账户余额或额度已用完（HTTP {status}：{reason}）。请到服务商处充值后再试，或改用内置向导。",
        "The account at {url} has no money or quota left (HTTP {status}: {reason}). Top it up at the provider and then "
        "try again, or let the built-in guide answer.",
    ),
    "client.quota": Text(
        "{url} 这一时段的用量已到上限（HTTP {status}：{reason}）。请等额度重置，或换一个模型，或改用内置向导。",
        "The allowance at {url} for this period is used up (HTTP {status}: {reason}). Wait until it is renewed, "
        "choose another model, or let the built-in guide answer.",
    ),
    "client.suspended": Text(
        "{url} 的账户被停用或锁定（HTTP {status}：{reason}）。请联系服务商，或改用内置向导。",
        "The account at {url} is suspended or locked (HTTP {status}: {reason}). Ask the provider, "
        "or let the built-in guide answer.",
    ),
    "client.channel": Text(
        "网关 {url} 没有可用于模型 {model} 的渠道（{reason}）。请在设置里换一个模型，或请网关管理员添加渠道。",
        "The gateway {url} has no channel for the model {model} ({reason}). Choose another model in Settings, "
        "or ask whoever runs the gateway to add one.",
    ),
    "client.content_risk": Text(
        "接口的内容审核拒绝了这次对话（{reason}）。请换个说法，或开始一个新对话，不带上被拒绝的内容。",
        "The endpoint's content check refused this conversation ({reason}). Ask differently, "
        "or start a new conversation without what was refused.",
    ),
    "client.forbidden": Text(
        "{url} 拒绝了请求（HTTP {status}：{reason}）。请检查密钥有哪些权限、能用哪些模型。",
        "{url} refused the request (HTTP {status}: {reason}). Check what the key may do and which models it may use.",
    ),
    "client.region": Text(
        "{url} 不在这台服务器所在的地区提供服务（HTTP {status}：{reason}）。请换一个接口，或改用内置向导。",
        "{url} does not serve the region of this computer (HTTP {status}: {reason}). Choose another endpoint, "
        "or let the built-in guide answer.",
    ),
    "client.not_found": Text(
        "{url} 上没有对话接口（HTTP {status}）。请检查接口地址；本地服务的地址通常以 /v1 结尾。",
        "There is no chat at {url} (HTTP {status}). Check the address; that of a local server usually ends in /v1.",
    ),
    "client.redirected": Text(
        "{url} 要把请求转到 {target}。对话和密钥没有发往那里。如果信任它，请在设置里把它填为接口地址。",
        "{url} sends requests on to {target}. Neither the conversation nor the key went there. "
        "If you trust it, enter it as the address in Settings.",
    ),
    "client.moved": Text(
        "{url} 只通过加密连接回答。请在设置里把接口地址改为 {target}。",
        "{url} answers over an encrypted connection only. Change the address in Settings to {target}.",
    ),
    "client.no_model": Text(
        "接口没有模型 {model}（{reason}）。请在设置里读取模型列表并选择一个。",
        "The endpoint has no model {model} ({reason}). Fetch the list of models in Settings and choose one.",
    ),
    "client.model_missing": Text(
        "还没有选择模型。请在设置里选择一个；接口提供：{models}。",
        "No model is chosen yet. Choose one in Settings; the endpoint offers: {models}.",
    ),
    "client.no_tools": Text(
        "模型 {model} 不能调用工具，因此无法提出训练配置（{reason}）。请换一个支持工具调用的模型，或改用内置向导。",
        "The model {model} cannot call tools, so it cannot propose runs ({reason}). "
        "Choose a model that can, or let the built-in guide answer.",
    ),
    "client.echo": Text(
        "接口要求随请求送回思考内容，而这段对话里没有（{reason}）。请开始一个新对话再问。",
        "The endpoint wants earlier reasoning back, which this conversation lacks ({reason}). "
        "Ask again in a new conversation.",
    ),
    "client.context": Text(
        "这段对话太长，模型 {model} 读不下（{reason}）。请开始一个新对话，或换一个上下文更长的模型。",
        "This conversation is longer than {model} can read ({reason}). Start a new one, "
        "or choose a model with a longer context.",
    ),
    "client.too_large": Text(
        "这一次请求就超过了账户每分钟的上限（{reason}）。重试没有用：请开始一个新对话，或换一个模型。",
        "This one request is larger than what the account may send in a minute ({reason}). "
        "Trying again is of no use: start a new conversation, or choose another model.",
    ),
    "client.bad_request": Text(
        "接口认为请求有误（HTTP {status}：{reason}）。请检查设置里的模型和思考选项。",
        "The endpoint found the request wrong (HTTP {status}: {reason}). Check model and thinking in Settings.",
    ),
    "client.parameters": Text(
        "接口不接受请求里的参数（HTTP 422：{reason}）。请检查设置里的模型和思考选项。",
        "The endpoint does not accept a parameter (HTTP 422: {reason}). Check model and thinking in Settings.",
    ),
    "client.busy": Text(
        "接口达到速率或并发上限（HTTP {status}：{reason}）。请等一会儿再试。",
        "The rate limit of the endpoint is reached (HTTP {status}: {reason}). Wait a little and ask again.",
    ),
    "client.model_busy": Text(
        "模型 {model} 此刻过载（HTTP {status}：{reason}）。请稍后再试，或换一个模型。",
        "The model {model} is overloaded at the moment (HTTP {status}: {reason}). Try later, or choose another model.",
    ),
    "client.loading": Text(
        "接口还在加载模型 {model}（{reason}）。请等加载完成后再问。",
        "The endpoint is still loading the model {model} ({reason}). Ask again once it is loaded.",
    ),
    "client.memory": Text(
        "运行接口的机器内存不够装下模型 {model}（{reason}）。请换一个更小的模型。",
        "The machine behind the endpoint has too little memory for {model} ({reason}). Choose a smaller model.",
    ),
    "client.tool_garbled": Text(
        "模型 {model} 写出的工具调用无法解析（{reason}）。请换个说法再问，或换一个模型。",
        "The model {model} wrote a tool call that cannot be read ({reason}). Ask differently, or choose another model.",
    ),
    "client.server": Text(
        "接口的服务器出错（HTTP {status}：{reason}）。请稍后再试，或改用内置向导。",
        "The endpoint's server failed (HTTP {status}: {reason}). Try again later, or let the built-in guide answer.",
    ),
    "client.server_said": Text(
        "接口中途报告错误：{reason}。已收到的内容保留，可以重新提问。",
        "The endpoint reported an error: {reason}. What had arrived stays; you can ask again.",
    ),
    "client.timeout": Text(
        "{url} 在 {seconds} 秒内没有任何回应。请检查网络或稍后再试。",
        "{url} gave no sign of life for {seconds} seconds. Check the network, or try again later.",
    ),
    "client.deadline": Text(
        "回答超过了 {minutes} 分钟的上限，已停在这里。可以把问题拆小，或降低思考强度。",
        "The answer took longer than {minutes} minutes, so it ends here. Ask for less, or lower the thinking effort.",
    ),
    "client.unreachable": Text(
        "连接不上 {url}。请检查网络、接口地址，以及本地服务是否已启动；训练和内置向导不受影响。",
        "{url} cannot be reached. Check the network, the address and whether a local server is running; "
        "training and the built-in guide still work.",
    ),
    "client.certificate": Text(
        "{url} 的证书无法验证。请检查系统时间和系统的 CA 证书（SSL_CERT_FILE）。",
        "The certificate of {url} cannot be verified. "
        "Check the clock and the system's CA certificates (SSL_CERT_FILE).",
    ),
    "client.proxy": Text(
        "环境变量里的代理无法使用。请检查 HTTP_PROXY、HTTPS_PROXY、ALL_PROXY；不支持 socks 代理。",
        "The proxy in the environment cannot be used. Check HTTP_PROXY, HTTPS_PROXY and ALL_PROXY; "
        "socks proxies are not supported.",
    ),
    "client.not_chat": Text(
        "{url} 有回应，但不是对话接口的格式（可能是网页）。请检查接口地址，通常以 /v1 结尾。",
        "{url} answered, but not as a chat endpoint does (perhaps with a web page). "
        "Check the address; it usually ends in /v1.",
    ),
    "client.garbled": Text(
        "{url} 传回的数据无法解析。已收到的内容保留，可以重新提问。",
        "What {url} sent cannot be read. What had arrived stays; you can ask again.",
    ),
    "client.cut_off": Text(
        "回答在中途断开，没有正常结束。已收到的内容保留，可以重新提问。",
        "The answer broke off before its end. What had arrived stays; you can ask again.",
    ),
    "client.blank": Text(
        "模型 {model} 两次都只给出空回答。请换个问法，或换一个模型。",
        "The model {model} gave an empty answer twice. Ask differently, or choose another model.",
    ),
    "client.only_thinking": Text(
        "思考用完了长度上限，没有留下回答。请降低思考强度，或把问题拆小。",
        "Thinking used up the length limit and left no room for an answer. Lower the effort, or ask for less.",
    ),
    "client.leaked": Text(
        "模型 {model} 把工具调用写成了普通文字，无法执行。请重新提问，或换一个模型。",
        "The model {model} wrote a tool call as plain text, so it could not be carried out. "
        "Ask again, or choose another model.",
    ),
    "client.looping": Text(
        "模型在反复说同样的话，已停在这里。已写出的内容保留；请换个问法，或换一个模型。",
        "The model said the same over and over, so it was stopped here. What it wrote stays; "
        "ask differently, or choose another model.",
    ),
    "client.endless": Text(
        "回答超过了 {limit:,} 个字符的上限，已停在这里。已写出的内容保留；可以请它接着写，或把问题拆小。",
        "The answer grew beyond {limit:,} characters, so it was stopped here. What it wrote stays; "
        "ask for the rest, or for less.",
    ),
    "client.endless_thinking": Text(
        "思考超过了 {limit:,} 个字符的上限，已停在这里，没有得到回答。请降低思考强度，或把问题拆小。",
        "The thinking grew beyond {limit:,} characters and was stopped before an answer. "
        "Lower the effort, or ask for less.",
    ),
    "client.endless_calls": Text(
        "模型写的工具调用超过了 {limit:,} 个字符的上限，都没有执行。请换个说法再问，或换一个模型。",
        "The model wrote tool calls of more than {limit:,} characters; none of them was carried out. "
        "Ask differently, or choose another model.",
    ),
    "client.filtered": Text(
        "接口的内容过滤中止了回答。请换个问法。", "The endpoint's content filter ended the answer. Ask differently."
    ),
    "client.overloaded": Text(
        "接口因资源不足中止了回答（{reason}）。已收到的内容保留，请稍后重试。",
        "The endpoint ended the answer for lack of resources ({reason}). What had arrived stays; try again later.",
    ),
    # -- behind a sentence: what was done, and what the endpoint asks for ---------------------------------------------
    "client.tried": Text("共尝试 {tries} 次，历时 {waited} 秒。", "Tried {tries} times within {waited} s."),
    "client.wait_seconds": Text("接口要求等待 {wait} 秒。", "The endpoint asks to wait {wait} s."),
    "client.wait_minutes": Text("接口要求等待约 {wait} 分钟。", "The endpoint asks to wait about {wait} min."),
    "client.wait_hours": Text("接口要求等待约 {wait} 小时。", "The endpoint asks to wait about {wait} h."),
    # -- while the next attempt is waited for ------------------------------------------------------------------------
    "waiting.busy": Text("接口正忙（HTTP {status}）。", "The endpoint is busy (HTTP {status})."),
    "waiting.model_busy": Text(
        "模型 {model} 过载（HTTP {status}）。", "The model {model} is overloaded (HTTP {status})."
    ),
    "waiting.loading": Text("接口正在加载模型 {model}。", "The endpoint is loading the model {model}."),
    "waiting.server": Text("接口的服务器出错（HTTP {status}）。", "The endpoint's server failed (HTTP {status})."),
    "waiting.server_said": Text("接口报告错误：{reason}。", "The endpoint reported an error: {reason}."),
    "waiting.tool_garbled": Text("模型写的工具调用无法解析。", "The model wrote a tool call that cannot be read."),
    "waiting.timeout": Text("接口 {seconds} 秒没有回应。", "The endpoint gave no sign of life for {seconds} s."),
    "waiting.unreachable": Text("连接 {url} 时中断。", "The connection to {url} broke."),
    "waiting.blank": Text("模型给出了空回答。", "The model gave an empty answer."),
    "waiting.leaked": Text("模型把工具调用写成了普通文字。", "The model wrote a tool call as plain text."),
    "waiting.next": Text(
        "{reason}{seconds} 秒后第 {attempt} 次尝试，共 {of} 次。", "{reason} Try {attempt} of {of} in {seconds} s."
    ),
    "waiting.now": Text(
        "{reason}正在第 {attempt} 次尝试，共 {of} 次。", "{reason} Try {attempt} of {of} is under way."
    ),
}
