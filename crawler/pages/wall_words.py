"""What the title of a page says that stands in another's place, in the languages of the markets that are watched."""

from __future__ import annotations

import re

from pipelines.readers.patterns import WHOLE, near

_TITLES = (
    (
        "challenge",
        r"just a moment|attention required|access (?:is |has been )?denied|are you (?:a )?human|robot check"
        r"|pardon our interruption"
        r"|captcha|robot or human|(?:bot|human) verification|verify (?:your identity|you are human)"
        r"|security (?:check|verification)"
        r"|ddos|you have been blocked|^\W{0,3}blocked\W{0,3}$|access (?:to this page|restricted|blocked)|incapsula"
        r"|sentry login"
        r"|request (?:unsuccessful|rejected|blocked)|unusual traffic|403 forbidden"
        r"|не робот|доступ (?:ограничен|запрещ)|проверка (?:браузера|безопасности)"
        r"|verificaci[oó]n de seguridad|no eres un robot|acceso (?:denegado|restringido)|un momento(?:…|\.{3})"
        r"|verifica[cç][aã]o de seguran[cç]a|acesso (?:negado|bloqueado)|não [eé] um robô"
        r"|kein roboter|sicherheits(?:überprüfung|prüfung)|zugriff verweigert"
        r"|(?:êtes-vous|vous n.êtes pas) un robot|vérification de sécurité|accès (?:refusé|bloqué)"
        r"|non sei un robot|accesso negato|verifica di sicurezza"
        r"|robot olmadığınızı|xác minh|ยืนยันตัวตน|verifikasi keamanan"
        r"|ロボットではありません|アクセス(?:が集中|が拒否|を?制限)|画像認証|セキュリティチェック"
        r"|접근이? ?(?:제한|거부|차단)|보안 ?확인|자동 ?입력 ?방지|로봇이 아닙니다"
        r"|(?:安全|访问|訪問|人机|人機|滑动|身份|驗證|安全性)(?:验证|驗證|檢查|检查)|验证码|驗證碼|请完成验证"
        r"|访问(?:被拒绝|受限|被拦截)|非法访问",
    ),
    (
        "rate_limit",
        r"too many requests|访问(?:过于)?频繁|系统繁忙|操作(?:过于)?频繁|請求過於頻繁|zu viele anfragen"
        r"|trop de requêtes",
    ),
    (
        "login",
        r"^\s*(?:用户|会员|账户|帐号|账号)?登录|log ?in\b|sign ?in\b|^登錄|^會員登入|^登入|欢迎登录|^anmelden\b"
        r"|^anmeldung\b|^iniciar sesi[oó]n"
        r"|^se connecter\b|^connexion\b|^identifiez-vous|^accedi\b|^entrar\b|^fazer login|^вход(?:\s|$)|^войти|^авторизация"
        r"|^ログイン|^로그인|^đăng nhập|^เข้าสู่ระบบ|^masuk\b|^giriş yap|^zaloguj",
    ),
    (
        "soft_404",
        r"not found|(?:can ?not|could not|couldn.t|can.t) be found|page (?:does not|doesn.t) exist|no longer available"
        r"|seite (?:wurde )?nicht (?:mehr )?(?:gefunden|vorhanden)"
        r"|artikel nicht (?:mehr )?(?:gefunden|verfügbar)|p[aá]gina no (?:encontrada|existe|disponible)"
        r"|page (?:introuvable|non trouvée)"
        r"|produit introuvable|p[aá]gina não (?:encontrada|existe)|pagina non trovata|pagina niet gevonden|sayfa bulunamadı"
        r"|страница не найдена|товар не найден|nie znaleziono|strona nie istnieje|trang không tồn tại|không tìm thấy"
        r"|ไม่พบ(?:หน้า|สินค้า)|halaman tidak (?:ditemukan|tersedia)"
        r"|(?:ページ|商品)(?:が|は)(?:見つかりません|存在しません|ありません)"
        r"|(?:페이지|상품)(?:를|을|가|이) ?(?:찾을 수 없|존재하지)"
        r"|页面[^<]{0,4}(?:不存在|没有找到|找不到|丢失|走丢|不见了|失踪)|找不到(?:页面|网页|頁面|網頁)|頁面不存在|出错了",
    ),
    (
        "maintenance",
        r"(?:under|down for|closed for|scheduled|site|system|server) maintenance|maintenance (?:mode|page|break|in progress)"
        r"|^\W{0,3}maintenance\W{0,3}$|be right back|coming soon|service unavailable"
        r"|(?:系统|系統|网站|網站|站点|服务器?|伺服器|平台|商城|店铺|例行|日常|停机|升级|升級|正在|紧急)(?:正在)?(?:维护|維護)"
        r"|(?:维护|維護)(?:中|公告|通知|页面?|頁面|期间)|^\W{0,3}(?:维护|維護)\W{0,3}$"
        r"|(?:系统|系統|网站|網站|站点|服务器?|平台|商城|店铺)(?:正在)?(?:升级|升級)|^\W{0,3}升级中|停机(?!坪)"
        r"|opening soon|wartungs?(?:arbeiten|modus|pause)\b|^wartung$"
        r"|en mantenimiento|mantenimiento programado|em manutenção|in manutenzione|in onderhoud|onderhoudswerk"
        r"|bakımda|bakım çalışması|технические работы|ведутся работы|メンテナンス(?:中|のお知らせ)"
        r"|(?:서비스|시스템|서버) ?점검"
        r"|bảo trì|ปิดปรับปรุง|(?:dalam|sedang) pemeliharaan|przerwa techniczna",
    ),
)
_CODES = {
    "403": "challenge",
    "404": "soft_404",
    "429": "rate_limit",
    **dict.fromkeys(("500", "502", "503", "504"), "maintenance"),
}
# A number of growers, grams or a year's models is no status: one stands with such words, or alone, in its part of a title.
_BEFORE = r"(?:https?|error|err|code|status|oops|whoops|sorry|fehler|erreur|errore|erro|hata|ошибка|错误|錯誤|エラー|오류|抱歉)"
_BEHIND = (
    r"(?:error|page|site|oops|sorry|not|found|internal|server|bad|gateway|time|out|service|temporarily|unavailable|forbidden"
    r"|access|denied|too|many|requests?|status|code|https?|fehler|fehlerseite|seite|erreur|errore|erro|página|pagina|strona"
    r"|sayfa|hatası|ошибка|страница|エラー|ページ|오류|페이지|错误|錯誤|出错|报错|页面?|頁面?|提示|了|啦|找不到|未找到|不存在)"
)
_STATUS = near(
    rf"^\W{{0,3}}(?:{_BEFORE}\W{{0,3}}){{0,2}}(?P<code>{'|'.join(_CODES)})(?!\d)\W{{0,3}}(?:{_BEHIND}\W{{0,3}}){{0,5}}$"
    rf"|\((?P<last>{'|'.join(_CODES)})\)\W{{0,3}}$",
    WHOLE,
    flags=re.I,
)
_PARTS = re.compile(r"\s[-|–—_·•»:]\s|[|_：，,]|--|[:.!]\s")
TITLES = tuple((name, near(pattern, WHOLE, flags=re.I)) for name, pattern in _TITLES)
"""(wall, pattern of a title), the surest first."""


def named_in(title: str) -> str | None:
    """The wall that a title names, in words or by the status that one of its parts consists of."""
    for name, pattern in TITLES:
        if pattern.search(title):
            return name
    found = next((match for part in _PARTS.split(title) if (match := _STATUS.search(part))), None)
    return _CODES[found["code"] or found["last"]] if found else None


SOFT_404 = near(
    r"(?:page|product|item|requested)[^<.]{0,40}"
    r"(?:not be found|not found|does(?: not|n.t) exist|no longer (?:available|exists))"
    r"|(?:页面|商品|宝贝|您访问的)[^<。]{0,12}(?:不存在|找不到|已删除|已失效|没有找到)"
    r"|(?:seite|artikel|produkt)[^<.]{0,40}(?:nicht (?:mehr )?(?:gefunden|verfügbar|vorhanden)|existiert (?:leider )?nicht)"
    r"|(?:página|producto|produto)[^<.]{0,40}(?:no (?:existe|está disponible)|não (?:existe|encontrad)|no encontrad)"
    r"|(?:page|produit)[^<.]{0,40}(?:n.existe (?:pas|plus)|introuvable|n.est plus disponible)"
    r"|お探しの(?:ページ|商品)[^<。]{0,12}(?:見つかりません|ございません|存在しません)"
    r"|(?:страниц|товар)[^<.]{0,30}(?:не (?:найден|существует))"
    r"|(?:페이지|상품)[^<.]{0,12}(?:찾을 수 없|존재하지 않|판매가? ?종료)",
    3_000,
    flags=re.I,
)
CHALLENGED = near(
    r"(?:confirm|verify|prove)[^<.]{0,30}(?:you(?:'|’)?(?:re| are)|not) (?:a )?(?:human|not a (?:ro)?bot)"
    r"|press (?:&|&amp;|and) hold"
    r"|enter the characters you see|automated access to|incident id|you have been blocked|geben sie die angezeigten zeichen"
    r"|请输入您在下方看到的字符|自动程序|拖动(?:滑块|下方滑块)|向右滑动(?:验证)?|请按住滑块|不是机器人|机器人访问"
    r"|请(?:您)?(?:先)?完成[^<。，]{0,6}验证|請(?:您)?(?:先)?完成[^<。，]{0,6}驗證|(?:拖动|滑动)[^<。，]{0,8}完成验证"
    r"|no eres un robot|êtes pas un robot|kein roboter|não [eé] um robô|не робот|비정상적인 접근|ロボットではない"
    r"|sicherheitsgründen blockiert",
    3_000,
    flags=re.I,
)
"""What the text of a short page says that asks for a proof of a human, where its title tells nothing."""
ASKED = near(
    r"ingresa a tu cuenta|inicia sesión para (?:continuar|ver)|please (?:log|sign) in to continue|connectez-vous pour continuer"
    r"|bitte melden sie sich an|请先登录|請先登入|ログインしてください|로그인이 필요합니다|войдите в аккаунт"
    r"|请(?:您)?登录(?:账号|帐号|账户)?(?:后|以)(?:查看|继续|访问|浏览)|登录后(?:才能|才可|即可|方可|可)(?:查看|浏览|访问|继续)"
    r"|subscribe to (?:continue|keep) reading|(?:is|are) (?:available )?(?:only )?for subscribers(?: only)?"
    r"|(?:订阅|付费|开通会员)后(?:即可|才能|可)?(?:继续)?(?:阅读|查看)|仅(?:限)?(?:会员|订阅用户)(?:可见|可读|可以?阅读)",
    3_000,
    flags=re.I,
)
RATED = near(
    r"(?:访问|操作|请求)(?:过于|太)频繁|too many requests|zu viele anfragen|trop de requêtes|アクセスが集中", 3_000, flags=re.I
)
MAINTAINED = re.compile(
    r"系统(?:正在)?(?:升级|维护)|(?:升级|停机|网站)维护|暂停服务|be back (?:soon|shortly)"
    r"|(?:under(?:going)?|for|scheduled) maintenance|メンテナンス中|점검 ?중|bald wieder (?:da|für sie da)"
    r"|volvemos pronto|revenons bientôt"
    r"|технические работы",
    re.I,
)
