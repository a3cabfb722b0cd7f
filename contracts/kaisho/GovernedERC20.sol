// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {GovernedToken} from "./GovernedToken.sol";

/// @title OpenZeppelin's ERC-20 that moves only between accounts that may use the token (G5).
/// @notice Every movement asks for the sender and for the receiver; minting asks for the receiver, burning for the holder.
/// Nothing moves while the token is paused or retired; while it is wound down it only goes back or is burnt (G7, G12).
abstract contract GovernedERC20 is ERC20, GovernedToken {
    /// @inheritdoc ERC20
    function _update(address from, address to, uint256 value) internal virtual override {
        _requireMovable(from, to);
        super._update(from, to, value);
    }
}
