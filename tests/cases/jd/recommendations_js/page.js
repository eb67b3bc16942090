module.exports = function fetchData () {
  return [
    {
      sku: 5303113,
      title: "方向盘 支持\"力反馈\"",
      price: 2799,
      jp: "279900", // 分
      tips: [{ t: 102, v: "相似" }],
    },
    { sku: 49543819907, title: '双人床 1.8米', price: 248, jp: "24800" },
  ]
}
