/** Words of activities at the console. */
import type { Messages } from '@/shared/i18n'

export const activity: Messages = {
  'zh-CN': {
    title: '互动', arm: '准备互动', armOpen: '准备并立即开始', open: '开始', close: '截止并开奖', cancel: '取消', result: '结果', back: '关闭', empty: '还没有互动，按 F 准备一个', offAir: '开播后可以准备互动', failed: '互动没有读到',
    byHand: '手动结束', takeDown: '收起', reserved: '下一场预约 {n} 人（本场 +{here}）', people: '{n} 人', paid: '已发 {n}/{of}', frozen: '点“开始”后规则冻结，不能再改；到时间自动截止、开奖、发奖。', hash: '规则指纹',
    state: { armed: '待开始', open: '进行中', closed: '开奖中', settled: '已结束', cancelled: '已取消' },
    kind: { qa: '答疑', poll: '投票', guess: '猜一猜', game: '拼手速', card: '提示卡', draw: '福袋', packet: '红包雨' }, kindLabel: '种类', name: '标题', seconds: '时长（秒）',
    option: '选项 {n}', moreOption: '加选项', lessOption: '删除选项 {n}', mayChange: '截止前可以改', who: '谁能参与', buyers: '登录的买家', everyone: '所有观众',
    guessPrice: '猜价格', guessBox: '盲盒', answer: '答案（元）', most: '最高可填（元）', rule: '怎么算赢', nearest: '最接近', notOver: '不超过且最接近', winners: '几名得奖', prize: '每人奖品', noPrize: '没有奖品', coupon: '哪张券', points: '积分', instead: '不能领券的改给积分', insteadWhy: '有人群限制的券必须填：中奖却不符合条件的人得到这些积分', money: '金额（元）',
    prizeKind: { points: '积分', coupon: '优惠券', credit: '余额', redpacket: '红包', goods: '实物' }, prizeState: { coming: '正在发放', paid: '已发', held: '待复核', refused: '没有发出' },
    grand: '大奖', small: '小奖', nothing: '谢谢参与', inside: '内容', boxes: '盒数', firstWin: '前几位得奖', moreContent: '加内容', lessContent: '删除 {name}', odds: '共 {n} 盒，公布的概率', boxName: '{n} 号盒',
    packetTotal: '总金额（元）', packetCount: '个数', packetMode: '怎么分', packetLucky: '拼手气', packetEven: '平均分', packetDays: '有效天数', packetHow: '平均每个 {each}；开始时切好，抢到就进钱包，没抢完的退回预算。',
    drawName: '奖品名称', drawValue: '每份价值（元）', drawCount: '份数', drawAdd: '加奖品', drawOdds: '共 {n} 份；中奖概率 = 份数 ÷ 参加人数，开始时公布',
    gameHow: '灯变绿就点，按平均反应时间排名。灯由服务器点亮，不合理的时间不算。', rounds: '轮数', purpose: '请观众做什么', prompt: { follow: '关注', reserve: '预约', community: '加入社群', share: '分享', check_in: '签到' }, button: '按钮文字', text: '说明（可不填）',
    held: '{n} 条参与待复核', place: '名次', viewer: '观众', entry: '成绩', report: { people: '参与', share: '参与率', stay: '参与者停留', others: '其他人停留', uplift: '停留提升', few: '人数太少，不作比较：参与者 {mine} 人，同时在场的其他人 {others} 人，两边各至少 {least} 人' },
  },
  en: {
    title: 'Activities', arm: 'Arm an activity', armOpen: 'Arm and open', open: 'Open', close: 'Close and settle', cancel: 'Cancel', result: 'Result', back: 'Close', empty: 'No activity yet: press F to arm one', offAir: 'Activities can be armed on air', failed: 'The activities did not load',
    byHand: 'by hand', takeDown: 'Take down', reserved: 'Next show: {n} reserved (+{here} here)', people: '{n} in', paid: 'paid {n}/{of}', frozen: 'Opening freezes the rules; it closes, settles and pays by itself at its time.', hash: 'Fingerprint of the rules',
    state: { armed: 'Armed', open: 'Open', closed: 'Settling', settled: 'Ended', cancelled: 'Cancelled' },
    kind: { qa: 'Q&A', poll: 'Poll', guess: 'Guess', game: 'Reflex game', card: 'Prompt card', draw: 'Draw', packet: 'Red packets' }, kindLabel: 'Kind', name: 'Title', seconds: 'Seconds',
    option: 'Option {n}', moreOption: 'Add option', lessOption: 'Remove option {n}', mayChange: 'May be changed until the end', who: 'Who may take part', buyers: 'Logged-in buyers', everyone: 'All viewers',
    guessPrice: 'Guess the price', guessBox: 'Blind boxes', answer: 'Answer (yuan)', most: 'Highest guess (yuan)', rule: 'Who wins', nearest: 'Nearest', notOver: 'Nearest, not over', winners: 'Winners', prize: 'Prize each', noPrize: 'No prize', coupon: 'Coupon', points: 'Points', instead: 'Points instead', insteadWhy: 'Needed for coupons that not everybody may have: a winner who may not gets these points', money: 'Amount (yuan)',
    prizeKind: { points: 'Points', coupon: 'Coupon', credit: 'Credit', redpacket: 'Red packet', goods: 'Goods' }, prizeState: { coming: 'on its way', paid: 'paid', held: 'under review', refused: 'not given' },
    grand: 'Grand prize', small: 'Small prize', nothing: 'Nothing', inside: 'Inside', boxes: 'Boxes', firstWin: 'First who win', moreContent: 'Add content', lessContent: 'Remove {name}', odds: '{n} boxes, published odds', boxName: 'Box {n}',
    packetTotal: 'In all (yuan)', packetCount: 'Packets', packetMode: 'Split', packetLucky: 'By luck', packetEven: 'Evenly', packetDays: 'Valid days', packetHow: '{each} each on average; cut at the opening, grabbed into the wallet, the rest goes back to the budget.',
    drawName: 'Prize', drawValue: 'Worth each (yuan)', drawCount: 'Pieces', drawAdd: 'Add a prize', drawOdds: '{n} pieces; odds = pieces ÷ entrants, published at the opening',
    gameHow: 'Tap when the light turns green; the mean reaction time ranks. The server turns the light, and times that cannot be do not count.', rounds: 'Rounds', purpose: 'Ask viewers to', prompt: { follow: 'Follow', reserve: 'Reserve', community: 'Join', share: 'Share', check_in: 'Check in' }, button: 'Button', text: 'Text (may be empty)',
    held: '{n} entries wait for a review', place: 'Place', viewer: 'Viewer', entry: 'Entry', report: { people: 'Took part', share: 'Participation', stay: 'Their stay', others: 'Stay of others', uplift: 'Stay uplift', few: 'Too few to compare: {mine} took part, {others} others were there at the same time; each side needs {least}' },
  },
}
