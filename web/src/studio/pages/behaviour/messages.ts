import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    behaviour: {
      title: '观众行为', show: '看哪一场', noShows: '还没有播过的场次。', noEvents: '这一场还没有观众。', reading: '正在计算这一场…', asOf: '截至 {at}', rehearsal: '彩排', none: '没有数据', few: '{share}（{part}/{whole}，95% 区间 {interval}）', fewOnly: '{share}（样本少）',
      new: '新观众', again: '老观众', there: '多在“{segment}”（{n} 人）', noSegment: '无环节',
      cards: { hosts: '按上播主播', returning: '新老观众', nodes: '关键节点流失', paths: '直播间路径', stages: '生命周期与离开', reasons: '离开前遇到了什么', decision: '决策时长（按 SKU）', completion: '完播（按进入分钟）', peaks: '互动高峰' },
      says: {
        hosts: '环节所讲链接的主播，没填则为本场主播；只算有环节的时间。', returning: '新观众：第一次进入本店直播间就在这一场。', nodes: '流失：观众的最后一个关键动作停在这里。', paths: '相邻重复的动作算一次；最常走的 20 段。',
        stages: '每位观众走到的最远一步；停在这一步的人，最后一次出现时正在进行的环节。', reasons: '离开前两分钟内最后遇到的一件事；同时遇到取靠上的。“两分钟内离开率”是遇到的人里随后离开的，和全场平时任一分钟后的离开率比。先后不等于因果。日志里看不出的记为“看不出”。评论被拒不进日志。', decision: '第一次看到商品到第一次支付；中位数与中间一半人的范围。', completion: '第一次进入的分钟；最后一分钟仍在场为完播。', peaks: '点赞、评论、分享、关注、送礼最多的 20 分钟，折合每小时。',
      },
      head: {
        host: '主播', gmv: '成交金额', perMinute: '每分钟成交', orders: '成交订单', uv: '观看人数', conversion: '转化率', stay: '人均停留', interaction: '互动率', who: '观众', perBuyer: '客单价', node: '节点', viewers: '人数', dropped: '停在这里', dropRate: '流失率',
        from: '从', to: '到', times: '次数', stage: '阶段', reached: '到达', stopped: '止步', stopRate: '止步率', lastSeen: '离开时', sku: '商品 · SKU', buyers: '买家', half: '中位数', middle: '中间一半', m1: '1 分内', m5: '1–5 分', m15: '5–15 分', later: '15 分后',
        minute: '时间', entered: '进入', stayed: '看到最后', completion: '完播率', segment: '环节', interactions: '互动', perHour: '折合每小时', reason: '最后遇到', exits: '离开', exitShare: '占离开', met: '遇到的人', leftSoon: '两分钟内离开', leaveRate: '两分钟内离开率', usual: '平时离开率',
      },
      nodes: { enter: '进入', comment: '评论', share: '分享', follow: '关注', product_view: '看到商品', product_click: '点击商品', favorite: '收藏', act: '参与互动', gift: '送礼', order: '下单', pay: '支付', exit: '离开' },
      reasons: { muted: '被禁言', sold_out: '点过的商品售罄', stall: '播放卡顿', question: '提问没等到解答', price: '看过的商品改价', segment: '换了环节', end: '看到下播（不算流失）', unknown: '看不出' },
      stages: { s1: '进入', s2: '看到商品', s3: '点击商品', s4: '下单未付', s5: '支付' },
    },
  },
  en: {
    behaviour: {
      title: 'Viewer behaviour', show: 'Which show', noShows: 'No show has been on air yet.', noEvents: 'This show has had no viewers yet.', reading: 'Working out this show…', asOf: 'As of {at}', rehearsal: 'Rehearsal', none: 'No data', few: '{share} ({part}/{whole}, 95% {interval})', fewOnly: '{share} (few)',
      new: 'New viewers', again: 'Returning', there: 'mostly in “{segment}” ({n})', noSegment: 'no segment',
      cards: { hosts: 'By host on air', returning: 'New and returning', nodes: 'Drop at key nodes', paths: 'Paths in the room', stages: 'Life cycle and exits', reasons: 'What was met before leaving', decision: 'Decision time by SKU', completion: 'Completion by entry minute', peaks: 'Interaction peaks' },
      says: {
        hosts: 'Host of the link that a segment presents, else of the show; only time with a segment counts.', returning: 'New: the first enter ever in this shop’s rooms was in this show.', nodes: 'Dropped: the last key action of a viewer was this one.', paths: 'The same action again counts once; the 20 most frequent moves.',
        stages: 'The farthest step of each viewer; for those who stopped there, what ran when they were last seen.', reasons: 'The last thing met within two minutes before leaving; of one moment, the upper. Of those who met it, how many left within two minutes, against all minutes of the show. After is not because. What the log does not tell is “unknown”. Refused comments are not in the log.', decision: 'From first seeing the product to the first payment; median and the middle half.', completion: 'By the minute of the first enter; present in the last minute is complete.', peaks: 'The 20 minutes with most likes, comments, shares, follows and gifts, also per hour.',
      },
      head: {
        host: 'Host', gmv: 'GMV', perMinute: 'GMV per minute', orders: 'Paid orders', uv: 'Viewers', conversion: 'Conversion', stay: 'Mean stay', interaction: 'Interaction', who: 'Viewers', perBuyer: 'Per buyer', node: 'Node', viewers: 'Viewers', dropped: 'Stopped here', dropRate: 'Drop',
        from: 'From', to: 'To', times: 'Times', stage: 'Stage', reached: 'Reached', stopped: 'Stopped', stopRate: 'Stop rate', lastSeen: 'Last seen', sku: 'Product · SKU', buyers: 'Buyers', half: 'Median', middle: 'Middle half', m1: 'in 1 min', m5: '1–5 min', m15: '5–15 min', later: 'later',
        minute: 'Time', entered: 'Entered', stayed: 'To the end', completion: 'Completion', segment: 'Segment', interactions: 'Interactions', perHour: 'Per hour', reason: 'Met last', exits: 'Exits', exitShare: 'Of exits', met: 'Met it', leftSoon: 'Left in 2 min', leaveRate: 'Left in 2 min, share', usual: 'Usual share',
      },
      nodes: { enter: 'Enter', comment: 'Comment', share: 'Share', follow: 'Follow', product_view: 'Product view', product_click: 'Product click', favorite: 'Favorite', act: 'Interaction', gift: 'Gift', order: 'Order', pay: 'Pay', exit: 'Exit' },
      reasons: { muted: 'Muted', sold_out: 'A clicked product sold out', stall: 'Playback stalled', question: 'Asked, nothing answered', price: 'A seen product changed price', segment: 'Another segment began', end: 'There to the end (no churn)', unknown: 'Unknown' },
      stages: { s1: 'Entered', s2: 'Saw a product', s3: 'Clicked', s4: 'Ordered, not paid', s5: 'Paid' },
    },
  },
}
