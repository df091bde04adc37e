"""What can go wrong between the workbench and an endpoint, in Chinese and English, side by side."""

from lstm_core.languages import Text

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
        "{url} 账户余额不足（HTTP 402）。请充值后再试，或改用内置向导。",
        "The account at {url} has no balance left (HTTP 402). Top it up, or let the built-in guide answer.",
    ),
    "client.forbidden": Text(
        "{url} 拒绝了请求（HTTP 403：{reason}）。请检查密钥的权限和可用地区。",
        "{url} refused the request (HTTP 403: {reason}). Check what the key may do and where it may be used.",
    ),
    "client.not_found": Text(
        "{url} 上没有对话接口（HTTP {status}）。请检查接口地址；本地服务的地址通常以 /v1 结尾。",
        "There is no chat at {url} (HTTP {status}). Check the address; that of a local server usually ends in /v1.",
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
        "这段对话超出了模型 {model} 的上下文长度（{reason}）。请开始一个新对话。",
        "This conversation is longer than {model} can read ({reason}). Start a new one.",
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
        "接口正忙或达到并发上限（HTTP 429），已重试仍未成功。请等一会儿再试。",
        "The endpoint is busy or its rate limit is reached (HTTP 429), also after another try. Wait a little.",
    ),
    "client.server": Text(
        "接口服务器出错或过载（HTTP {status}），已重试仍未成功。请稍后再试。",
        "The endpoint's server failed or is overloaded (HTTP {status}), also after another try. Try again later.",
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
    "client.filtered": Text(
        "接口的内容过滤中止了回答。请换个问法。", "The endpoint's content filter ended the answer. Ask differently."
    ),
    "client.overloaded": Text(
        "接口因资源不足中止了回答（{reason}）。已收到的内容保留，请稍后重试。",
        "The endpoint ended the answer for lack of resources ({reason}). What had arrived stays; try again later.",
    ),
}
